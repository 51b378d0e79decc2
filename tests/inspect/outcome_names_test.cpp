#include "inspect/outcome_names.h"

#include "inspect/name_words.h"
#include "support/catch.h"

namespace mmoe {

TEST_CASE("names fall into words", "[inspect]") {
  using Words = std::vector<std::string>;
  CHECK(words_of_name("is_click") == Words{"is", "click"});
  CHECK(words_of_name("isClick") == Words{"is", "click"});
  CHECK(words_of_name("userID") == Words{"user", "id"});
  CHECK(words_of_name("CTRModel.v2") == Words{"ctr", "model", "v"});
  CHECK(words_of_name("onehot_feat12") == Words{"onehot", "feat"});
  CHECK(words_of_name("--7-") == Words{});
  CHECK(words_of_name("") == Words{});
}

TEST_CASE("names of feedback are taken for outcomes", "[inspect]") {
  CHECK(outcome_word("is_click") == "click");
  CHECK(outcome_word("play_time_ms") == "play");
  CHECK(outcome_word("profile_stay_time") == "stay");
  CHECK(outcome_word("comment_stay_time") == "comment");
  CHECK(outcome_word("is_profile_enter") == "enter");
  CHECK(outcome_word("long_view") == "view");
  CHECK(outcome_word("Purchased") == "purchased");
  CHECK(outcome_word("addToCart") == "cart");
  for (const char* name : {"is_follow", "is_comment", "is_forward", "is_hate", "is_like"}) {
    CAPTURE(name);
    CHECK(outcome_word(name));
  }
}

TEST_CASE("names of counts, histories, ids and kinds are not", "[inspect]") {
  for (const char* name : {"follow_user_num",
                           "follow_user_num_range",
                           "hist_long_view",
                           "hist_len",
                           "video_type",
                           "duration_ms",
                           "is_video_author",
                           "is_live_streamer",
                           "register_days",
                           "upload_dt",
                           "user_id",
                           "author_id",
                           "order_id",
                           "click_rate",
                           "tags",
                           "tab",
                           "onehot_feat3",
                           "likelihood",
                           "country",
                           "own_or_self",
                           "full_or_part_emp",
                           "capital_gains",
                           "age",
                           ""}) {
    CAPTURE(name);
    CHECK_FALSE(outcome_word(name));
  }
}

TEST_CASE("names hint at codes, groups and the time of a row", "[inspect]") {
  CHECK(is_code_name("author_id"));
  CHECK(is_code_name("onehot_feat3"));
  CHECK_FALSE(is_code_name("duration_ms"));
  CHECK(is_group_name("user_id"));
  CHECK(is_group_name("userId"));
  CHECK(is_group_name("customer"));
  CHECK_FALSE(is_group_name("user_active_degree"));
  CHECK_FALSE(is_group_name("video_id"));
  CHECK(is_row_time_name("date"));
  CHECK(is_row_time_name("time_ms"));
  CHECK(is_row_time_name("eventTime"));
  CHECK_FALSE(is_row_time_name("upload_dt"));
  CHECK_FALSE(is_row_time_name("birth_date"));
  CHECK(is_row_weight_name("instance_weight"));
  CHECK_FALSE(is_row_weight_name("weight"));
  CHECK_FALSE(is_row_weight_name("sample_size"));
}

}  // namespace mmoe
