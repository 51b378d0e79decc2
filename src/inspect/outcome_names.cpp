#include "inspect/outcome_names.h"

#include <algorithm>
#include <array>

#include "inspect/name_words.h"

namespace mmoe {

namespace {

// What people do with what they are shown, in the spellings of logs.
constexpr std::array kFeedback = {
    "bounce",     "bounced",    "bought",     "buy",       "cart",      "checkout",  "churn",
    "churned",    "click",      "clicked",    "clicks",    "collect",   "collected", "comment",
    "commented",  "conversion", "convert",    "converted", "dislike",   "disliked",  "download",
    "downloaded", "dwell",      "enter",      "entered",   "favorite",  "favourite", "finish",
    "finished",   "follow",     "followed",   "forward",   "forwarded", "hate",      "hated",
    "install",    "installed",  "like",       "liked",     "order",     "ordered",   "paid",
    "pay",        "played",     "play",       "purchase",  "purchased", "rating",    "reply",
    "replied",    "retweet",    "retweeted",  "share",     "shared",    "skip",      "skipped",
    "stay",       "subscribe",  "subscribed", "unfollow",  "view",      "viewed",    "watch",
    "watched"};

// Counts and histories, and what names or describes a thing rather than what was done with it.
constexpr std::array kKnownBefore = {
    "avg",      "average",  "before", "category", "cnt",    "code",   "count", "ctr",
    "cvr",      "group",    "hist",   "history",  "id",     "ids",    "kind",  "last",
    "level",    "mean",     "method", "name",     "num",    "number", "past",  "prev",
    "previous", "prior",    "range",  "rate",     "recent", "score",  "seq",   "display",
    "sort",     "sequence", "sum",    "total",    "type"};

}  // namespace

std::optional<std::string> outcome_word(std::string_view column) {
  std::vector<std::string> words = words_of_name(column);
  if (any_word_in(words, kKnownBefore)) return std::nullopt;
  const auto word = std::ranges::find_first_of(words, kFeedback);
  if (word == words.end()) return std::nullopt;
  return std::move(*word);
}

}  // namespace mmoe
