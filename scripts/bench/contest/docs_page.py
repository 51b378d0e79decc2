"""docs/quality.md: the tables with pictures, how they were made and how to read them."""
from contest import page
from contest.intervals import details
from contest.summary import SHARE
from peers.datasets import DATA_SETS

HEAD = """# Quality beside boosting and Python trainers

Written by `scripts/bench/quality.py`, in one run: change nothing here by hand.

"""

HOW = """## How to read it

- `better`, `worse` and `tie` compare with LightGBM's 500 rounds on the same test rows: the
  difference of the two is computed on {resamples} resamples of the test rows (of the users, for GAUC), and
  if the middle {share} % of these differences hold 0 it is a tie. This is about the rows; what the
  seed changes is the deviation over seeds in the last tables. Of twenty comparisons of equals one
  is called better or worse by chance. In the pictures lines are the intervals of the values
  themselves, and blue is ours: where two lines overlap, the paired difference may still be clear.
- Seconds are of the whole process, from its start to its last metric, for all tasks together:
  medians over rounds. `times` is the ratio to LightGBM in the same round. CPU seconds are of the
  same runs: on a machine that others use as well, they are the steadier number.
- The files are cut first and all read the same ones. Census: the train file trains, half of the
  test file chooses between epochs (ours alone has a use for it), the other half is scored.
  KuaiRand: 25 to 28 April train, 29 and 30 April are scored, nothing chooses.
- LightGBM: defaults, native categories, one reading and one binning for all tasks, a model a task;
  not tuned. Logistic regression: categories one-hot, numbers standardised, scikit-learn's defaults,
  to convergence. torch-rechub and DeepCTR-Torch: their MMoE of 8 experts of 64 and 32, embeddings
  of 8, Adam at 0.001, batches of 1,024, 3 epochs as public code does; on KuaiRand 2 and 4, which
  were the best on the very rows that are scored.
- On KuaiRand the peers have all columns known before the video is shown, the list of tags as one
  category; the list of the last videos watched only our configs read.

## When MMoE pays

A network of its own for each task is the plain alternative, Shared-Bottom the cheap one. One
network for all tasks is trained, kept and served once, whichever kind it is. Where the tables call
Shared-Bottom or single-task a tie with MMoE, take what is simplest to keep: sharing everything does
no harm there, and gates have nothing to add. MMoE pays where tasks pull the shared layers apart:
then Shared-Bottom loses on one of them, and a network of one task has nothing to learn from but its
own labels, which for a rare task are few. The paper shows that on made-up tasks whose correlation
can be set (`configs/paper_*.yaml`). Nothing but a comparison on your own data tells: train
`shared_bottom` and `mmoe` on some seeds, and count a difference within their spread as none.
"""


def pictures_of(name):
    title = DATA_SETS[name].title
    return (f"![{title}: AUC with intervals](images/quality_{name}.svg)\n\n"
            f"![{title}: AUC and time](images/quality_time_{name}.svg)\n")


def docs_page(results):
    text = HEAD + page.about(results) + "\n"
    for name, data_set in results["data_sets"].items():
        text += page.section(name, data_set)
        text += f"\n{pictures_of(name)}\n" if data_set["contestants"] else "\n"
    text += HOW.format(resamples=results["resamples"], share=SHARE) + "\n## Every interval\n\n"
    for name, data_set in results["data_sets"].items():
        if data_set["contestants"]:
            text += f"### {DATA_SETS[name].title}\n\n{details(data_set['contestants'])}"
    return text.rstrip() + "\n"


def write_docs(results, folder):
    """quality.md, and its pictures in images/."""
    from contest.pictures import draw
    images = folder / "images"
    images.mkdir(parents=True, exist_ok=True)
    for name, data_set in results["data_sets"].items():
        if data_set["contestants"]:
            draw(name, data_set["contestants"], images)
    (folder / "quality.md").write_text(docs_page(results))
