"""The real data sets: their columns, tasks and rows. No pandas here."""
from dataclasses import dataclass

CENSUS_COLUMNS = """age class_worker det_ind_code det_occ_code education wage_per_hour hs_college
marital_stat major_ind_code major_occ_code race hisp_origin sex union_member unemp_reason
full_or_part_emp capital_gains capital_losses stock_dividends tax_filer_stat region_prev_res
state_prev_res det_hh_fam_stat det_hh_summ instance_weight mig_chg_msa mig_chg_reg mig_move_reg
mig_same mig_prev_sunbelt num_emp fam_under_18 country_father country_mother country_self
citizenship own_or_self vet_question vet_benefits weeks_worked year income_50k""".split()
CENSUS_NUMERICS = ["age", "wage_per_hour", "capital_gains", "capital_losses", "stock_dividends",
                   "num_emp", "weeks_worked"]
CENSUS_NO_INPUTS = ["education", "marital_stat", "instance_weight", "income_50k"]
CENSUS_CATEGORIES = [name for name in CENSUS_COLUMNS
                     if name not in CENSUS_NUMERICS + CENSUS_NO_INPUTS]
ASSOCIATES_OR_HIGHER = (
    "Associates degree-occup /vocational", "Associates degree-academic program",
    "Bachelors degree(BA AB BS)", "Masters degree(MA MS MEng MEd MSW MBA)",
    "Prof school degree (MD DDS DVM LLB JD)", "Doctorate degree(PhD EdD)")

# What is known before the video is shown, one value a field. The list of tags is one more category
# here; the last videos watched, a list of ten, are left to those who take lists.
KUAIRAND_CATEGORIES = """user_id user_active_degree is_live_streamer is_video_author
follow_user_num_range fans_user_num_range friend_user_num_range register_days_range video_id
author_id video_type upload_dt upload_type music_type tags tab hour""".split() + [
    f"onehot_feat{number}" for number in range(18)]
KUAIRAND_NUMERICS = """follow_user_num fans_user_num friend_user_num register_days hist_len
duration_ms server_width server_height""".split()


@dataclass(frozen=True)
class Task:
    name: str
    column: str
    positive: tuple  # values of the column, trimmed


@dataclass(frozen=True)
class DataSet:
    title: str
    source: str  # which cut it reads: files of one cut may serve several data sets
    tasks: tuple
    categories: list
    numerics: list
    columns: list = None  # names, where the files have no header
    group: str = None  # GAUC is over its values


# Who trains on any of them: predict.py.
PEERS = ("lightgbm-100", "lightgbm-500", "logistic", "rechub", "deepctr")

NEVER_MARRIED = Task("never_married", "marital_stat", ("Never married",))
CENSUS = dict(source="census", columns=CENSUS_COLUMNS, categories=CENSUS_CATEGORIES,
              numerics=CENSUS_NUMERICS)

DATA_SETS = {
    "census-1": DataSet("Census, group 1: income and never married", **CENSUS, tasks=(
        Task("income", "income_50k", ("50000+.",)), NEVER_MARRIED)),
    "census-2": DataSet("Census, group 2: education and never married", **CENSUS, tasks=(
        Task("education", "education", ASSOCIATES_OR_HIGHER), NEVER_MARRIED)),
    "kuairand": DataSet(
        "KuaiRand: click, long view and like", source="kuairand", group="user_id",
        categories=KUAIRAND_CATEGORIES, numerics=KUAIRAND_NUMERICS, tasks=(
            Task("click", "is_click", ("1",)), Task("long_view", "long_view", ("1",)),
            Task("like", "is_like", ("1",)))),
}
