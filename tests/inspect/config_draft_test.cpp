#include "inspect/config_draft.h"

#include <algorithm>

#include "config/run_config.h"
#include "inspect/tables.h"
#include "support/arrow_files.h"
#include "support/catch.h"
#include "support/errors.h"

namespace mmoe {

using Catch::Matchers::ContainsSubstring;
using test::csv_of_columns;
using test::error_of;
using test::InitFolder;

namespace {

// As if drawn, but the same in every run.
uint32_t drawn(int row, uint32_t column) {
  uint32_t bits = (static_cast<uint32_t>(row) + 1) * 2654435761U + column * 40503U;
  bits ^= bits >> 15;
  bits *= 2246822519U;
  return bits ^ (bits >> 13);
}

std::string drawn_text(int row, uint32_t base, uint32_t column = 0) {
  return std::to_string(drawn(row, column) % base);
}

bool clicked(int row) { return drawn(row, 9) % 5 < 2; }

// Impressions of videos; what users did is known only afterwards.
std::string impressions() {
  return csv_of_columns(3000,
                        {{"user_id", [](int row) { return drawn_text(row, 400, 1); }},
                         {"video_id", [](int row) { return "v" + drawn_text(row, 300, 2); }},
                         {"history",
                          [](int row) {
                            return "v" + drawn_text(row, 300, 3) +
                                   (row % 3 ? "|v" + drawn_text(row, 290, 4) : "");
                          }},
                         {"date", [](int row) { return std::to_string(20220425 + row / 600); }},
                         {"price", [](int row) { return drawn_text(row, 2999, 5) + ".5"; }},
                         {"click", [](int row) { return std::to_string(clicked(row)); }},
                         {"play_time", [](int row) { return drawn_text(row, 60, 6); }},
                         {"copy", [](int row) { return clicked(row) ? "a" : "b"; }}});
}

std::string reason_in(const ConfigDraft& draft, const std::string& column) {
  const auto found = std::ranges::find(draft.left_out, column, &LeftOut::column);
  return found == draft.left_out.end() ? "" : found->reason;
}

RunConfig config_of(const ConfigDraft& draft) { return parse_config(to_yaml(draft), "draft"); }

}  // namespace

TEST_CASE("a draft is a config that says what was guessed", "[inspect]") {
  const InitFolder folder;
  folder.write("impressions.csv", impressions());
  const ConfigDraft draft = folder.draft("impressions.csv", {"click"});
  CHECK(draft.train_file == "impressions.csv");
  CHECK(draft.group == "user_id");
  CHECK(draft.monitor == "auc_click");
  CHECK_THAT(reason_in(draft, "play_time"), ContainsSubstring("'play'"));
  CHECK_THAT(reason_in(draft, "copy"), ContainsSubstring("predicts click alone (AUC 1.000)"));
  CHECK(reason_in(draft, "date") == "is the time of the row");
  const RunConfig config = config_of(draft);
  CHECK(std::get<CsvConfig>(config.data).test->where == "date = 20220429");
  REQUIRE(config.tasks.size() == 1);
  CHECK(base_of(config.tasks.front()).group == "user_id");
  const std::string yaml = to_yaml(draft);
  CHECK_THAT(yaml, ContainsSubstring("- user_id  # 400 values"));
  CHECK_THAT(yaml, ContainsSubstring("#   play_time is known only afterwards"));
}

TEST_CASE("a list of another column's ids shares its table", "[inspect]") {
  const InitFolder folder;
  folder.write("impressions.csv", impressions());
  const RunConfig config = config_of(folder.draft("impressions.csv", {"click"}));
  const auto is_sequence = [](const FeatureConfig& feature) {
    return std::holds_alternative<SequenceFeature>(feature);
  };
  const auto found = std::ranges::find_if(config.features, is_sequence);
  REQUIRE(found != config.features.end());
  const auto& history = std::get<SequenceFeature>(*found);
  CHECK(history.name.values == std::vector<std::string>{"history"});
  CHECK(history.table == "video_id");
  CHECK(std::get<AttentionPooling>(history.pooling).target == "video_id");
}

TEST_CASE("several labels are tasks of an mmoe", "[inspect]") {
  const InitFolder folder;
  folder.write("impressions.csv", impressions());
  const ConfigDraft draft = folder.draft("impressions.csv", {"click", "play_time", "copy"});
  const RunConfig config = config_of(draft);
  CHECK(config.tasks.size() == 3);
  CHECK(std::holds_alternative<RegressionTask>(config.tasks[1]));
  CHECK(std::holds_alternative<MmoeConfig>(config.model));
  CHECK(draft.monitor.empty());
  CHECK(config_of(folder.draft("impressions.csv", {"click", "copy"})).train.early_stop.monitor ==
        "(auc_click + auc_copy) / 2");
}

TEST_CASE("the only column stays, suspicious or not", "[inspect]") {
  const InitFolder folder;
  folder.write("one.csv",
               csv_of_columns(500, {{"x", [](int row) { return drawn_text(row, 50); }},
                                    {"y", [](int row) {
                                       return std::to_string(std::stoi(drawn_text(row, 50)) < 25);
                                     }}}));
  const ConfigDraft draft = folder.draft("one.csv", {"y"});
  REQUIRE(draft.features.size() == 1);
  CHECK(draft.left_out.empty());
  CHECK_THAT(draft.features.front().fact, ContainsSubstring("predicts y alone"));
  config_of(draft);
}

TEST_CASE("blanks, texts for no value and ragged rows go into the config", "[inspect]") {
  const InitFolder folder;
  std::string text = csv_of_columns(
      100, {{"a", [](int row) { return row % 9 == 0 ? "NA" : " " + drawn_text(row, 50); }},
            {"y", [](int row) { return drawn_text(row, 2); }}});
  folder.write("t.csv", text + "1,1,1\n");
  const RunConfig config = config_of(folder.draft("t.csv", {"y"}));
  const auto& csv = std::get<CsvConfig>(config.data);
  CHECK(csv.trim);
  CHECK(csv.missing == std::vector<std::string>{"NA"});
  CHECK(csv.on_bad_row == BadRow::skip);
}

TEST_CASE("names and values that YAML would misread are quoted", "[inspect]") {
  const InitFolder folder;
  folder.write("t.csv",
               csv_of_columns(
                   300, {{"\"no: #1\"", [](int row) { return drawn_text(row, 9); }},
                         {"null", [](int row) { return drawn_text(row, 7); }},
                         {"7", [](int row) { return drawn_text(row, 5); }},
                         {"yes", [](int row) { return row % 3 ? "\"a\"\"\\b\"" : "\"#\nc\""; }}}));
  const RunConfig config = config_of(folder.draft("t.csv", {"yes"}));
  const auto& numbers = std::get<CategoricalFeature>(config.features.front());
  CHECK(numbers.name.values == std::vector<std::string>{"no: #1", "null", "7"});
  CHECK(base_of(config.tasks.front()).label.positive->front() == "#\nc");
}

TEST_CASE("separators other than commas are found", "[inspect]") {
  const InitFolder folder;
  std::string text = impressions();
  std::ranges::replace(text, '|', ' ');
  std::ranges::replace(text, ',', ';');
  folder.write("t.csv", text);
  const RunConfig config = config_of(folder.draft("t.csv", {"click"}));
  CHECK(std::get<CsvConfig>(config.data).delimiter == ";");
}

TEST_CASE("Parquet files, with columns of columns left out", "[inspect]") {
  const InitFolder folder;
  std::string numbers = "[", labels = "[", lists = "[";
  for (int row = 0; row < 200; ++row) {
    const std::string comma = row == 0 ? "" : ", ";
    numbers += comma + drawn_text(row, 90) + ".25";
    labels += comma + drawn_text(row, 2);
    lists += comma + "[1, 2]";
  }
  test::write_parquet(
      folder, test::arrow_table({{"a", test::array(arrow::float64(), numbers + "]")},
                                 {"y", test::array(arrow::int64(), labels + "]")},
                                 {"l", test::array(arrow::list(arrow::int64()), lists + "]")}}));
  const ConfigDraft draft = folder.draft("table.parquet", {"y"});
  CHECK_THAT(reason_in(draft, "l"), ContainsSubstring("holds columns itself"));
  CHECK(std::holds_alternative<ParquetConfig>(config_of(draft).data));
}

TEST_CASE("a test file keeps all other rows for training", "[inspect]") {
  const InitFolder folder;
  folder.write("train.csv", impressions());
  folder.write("test.csv", impressions());
  const RunConfig config = config_of(folder.draft("train.csv", {"click"}, "test.csv"));
  const auto& csv = std::get<CsvConfig>(config.data);
  CHECK(csv.test->files.values == std::vector<std::string>{"test.csv"});
  CHECK(csv.valid->fraction == 0.1);
  folder.write("other.csv", "user_id,clik\n1,0\n");
  CHECK_THAT(error_of([&] { folder.draft("train.csv", {"click"}, "other.csv"); }, ExitCode::data),
             ContainsSubstring("other.csv: there is no column 'click'; did you mean 'clik'?"));
}

TEST_CASE("what a draft cannot be made of is said", "[inspect]") {
  const InitFolder folder;
  folder.write("t.csv", impressions());
  folder.write("bare.csv", "73,Widowed,0\n58,Divorced,1\n");
  folder.write("header.csv", "a,y\n");
  folder.write("latin.csv",
               "gr\xf6\xdf"
               "e,y\n1,0\n2,1\n");
  folder.write("nothing.csv", "a,y\n1,0\n1,1\n");
  CHECK_THAT(error_of([&] { folder.draft("t.csv", {"clik"}); }),
             ContainsSubstring("has no column 'clik'; did you mean 'click'?"));
  CHECK_THAT(error_of([&] { folder.draft("t.csv", {"click", "click"}); }),
             ContainsSubstring("'click' stands twice"));
  const auto data_error_of = [&](const std::string& file) {
    return error_of([&] { folder.draft(file, {"y"}); }, ExitCode::data);
  };
  CHECK_THAT(data_error_of("bare.csv"), ContainsSubstring("first line holds values ('73')"));
  CHECK_THAT(data_error_of("header.csv"), ContainsSubstring("there are no rows"));
  CHECK_THAT(data_error_of("latin.csv"), ContainsSubstring("column 1 is not valid UTF-8"));
  CHECK_THAT(data_error_of("none.csv"), ContainsSubstring("none.csv: no such file"));
  CHECK_THAT(data_error_of("nothing.csv"),
             ContainsSubstring("no column is left to be a feature: 'a' is '1' in every row"));
}

}  // namespace mmoe
