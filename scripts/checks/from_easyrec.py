"""Checks scripts/from_easyrec.py.

  from_easyrec.py SOURCE_DIR MMOE_TRAIN REAL_CONFIGS_DIR
  from_easyrec.py SOURCE_DIR --write        writes tests/easyrec/*.yaml anew

The samples of tests/easyrec become the YAML beside them, in which mmoe-train finds nothing wrong
but absent files, and which it trains on random rows of their schema; so it does with EasyRec's own
configs, where they are. Constructs without counterpart are errors with their place.
"""
import pathlib
import random
import subprocess
import sys
import tempfile

source = pathlib.Path(sys.argv[1]).resolve()
sys.path[:0] = [str(source / "scripts"), str(source / "tests/easyrec")]
from easyrec.convert import convert  # noqa: E402
from easyrec.text_format import parse  # noqa: E402
from errors import ERRORS  # noqa: E402

SAMPLES = sorted((source / "tests/easyrec").glob("*.config"))

def check_samples():
    for path in SAMPLES:
        yaml, errors = convert(path.read_text(), path.name)
        assert not errors, f"{path.name}: {errors}"
        golden = path.with_suffix(".yaml").read_text()
        assert yaml == golden, f"{path.name} becomes other YAML than {path.stem}.yaml:\n{yaml}"


def check_errors():
    for name, old, new, wanted in ERRORS:
        text = (source / f"tests/easyrec/{name}.config").read_text()
        assert old in text, f"{name}.config has no {old!r}"
        yaml, errors = convert(text.replace(old, new, 1), name)
        found = ["%d:%d: %s" % error for error in errors]
        assert yaml is None and found == [wanted], f"{old!r} to {new!r} in {name}: {found}"


def check_program(folder):
    program = [sys.executable, source / "scripts/from_easyrec.py"]
    good = subprocess.run([*program, SAMPLES[0]], capture_output=True, text=True)
    assert (good.returncode, good.stdout) == (0, SAMPLES[0].with_suffix(".yaml").read_text())
    bad = folder / "bad.config"
    bad.write_text("a: 1\nb {")
    outcome = subprocess.run([*program, bad], capture_output=True, text=True)
    assert (outcome.returncode, outcome.stdout) == (2, ""), outcome
    assert outcome.stderr.startswith(f"{bad}:2:4: "), outcome.stderr
    assert subprocess.run(program, capture_output=True).returncode == 2


def values_of(feature, rng):
    """A random value of a feature's column."""
    def word():
        buckets = feature.number("num_buckets", 0)
        return str(rng.randrange(buckets)) if buckets else f"v{rng.randrange(30)}"

    kind = feature.word("feature_type")
    if kind == "RawFeature":
        return f"{rng.uniform(0, 100):.3f}"
    if kind not in ("TagFeature", "SequenceFeature"):
        return word()
    weight = feature.text("kv_separator", "")
    words = [word() + (f"{weight}{rng.randrange(1, 5)}" if weight else "")
             for _ in range(2 if len(feature.texts("input_names")) > 1 else rng.randrange(4))]
    return feature.text("separator", "|").join(words)


def row(columns, features, labels, rng):
    values = []
    for name, kind in columns:
        if name in labels:
            values.append(str(rng.randrange(2)))
        elif name in features:
            values.append(values_of(features[name], rng))
        elif kind in ("STRING", None):
            values.append("1|2")  # weights of the words in another column
        else:
            values.append(f"{rng.uniform(0.5, 2):.2f}")
    return values


def write_rows(text, folder, rows):
    """The files a config names, with random rows of its schema."""
    pipeline, rng = parse(text), random.Random(1)
    data = pipeline.message("data_config")
    columns = [(field.text("input_name"), field.word("input_type"))
               for field in data.messages("input_fields")]
    features = {}
    for feature in pipeline.messages("feature_configs") + \
            pipeline.message("feature_config").messages("features"):
        for name in feature.texts("input_names")[:1] + feature.texts("shared_names"):
            features.setdefault(name, feature)
    separator, labels = data.text("separator", ","), data.texts("label_fields")
    head = [[name for name, _ in columns]] if data.flag("with_header", False) else []
    for key in ("train_input_path", "eval_input_path"):
        for file in filter(None, pipeline.text(key, "").split(",")):
            table = head + [row(columns, features, labels, rng) for _ in range(rows)]
            (folder / file).parent.mkdir(parents=True, exist_ok=True)
            (folder / file).write_text("".join(separator.join(line) + "\n" for line in table))


def train(program, path, folder, rows):
    """Nothing wrong but absent files; then a few steps on random rows."""
    text, config, data = path.read_text(), folder / "config.yaml", folder / path.stem
    config.write_text(convert(text, path.name)[0])
    data.mkdir()
    common = [program, "--config", config, "--data-dir", data, "--quiet"]
    dry = subprocess.run([*common, "--dry-run"], capture_output=True, text=True)
    assert dry.returncode == 3, f"{path.name}: {dry.returncode} {dry.stderr}"
    write_rows(text, data, rows)
    outcome = subprocess.run([*common, "--run", folder / f"{path.stem}-run",
                              "--set", "train.steps=10", "--set", "train.threads=1"],
                             capture_output=True, text=True)
    assert outcome.returncode == 0, f"{path.name}: {outcome.returncode} {outcome.stderr}"
    print(path.name, "trains")


if sys.argv[2] == "--write":
    for path in SAMPLES:
        path.with_suffix(".yaml").write_text(convert(path.read_text(), path.name)[0])
    sys.exit()
check_samples()
check_errors()
with tempfile.TemporaryDirectory() as name:
    check_program(pathlib.Path(name))
    real = sorted(pathlib.Path(sys.argv[3]).glob("*.config"))
    for path, rows in [(path, 200) for path in SAMPLES] + [(path, 2000) for path in real]:
        train(pathlib.Path(sys.argv[2]).resolve(), path, pathlib.Path(name), rows)
print(len(SAMPLES), "samples and", len(ERRORS), "errors;", len(real), "real configs")
