// From where on a check speaks. Data of a good run passes: every shipped config is silent.
#pragma once

#include <cstdint>

namespace mmoe::thresholds {

// One column that predicts a label this well is the label in disguise: the best honest columns of
// the shipped data sets stay below 0.98, whole models below 0.996.
inline constexpr double kLeakAuc = 0.995, kLeakR2 = 0.99;
// A draft of a config leaves a column out a little sooner: whoever reads it can put it back.
inline constexpr double kSuspectAuc = 0.99;
// A name that sounds like an outcome is more than a hint from here on.
inline constexpr double kOutcomeAuc = 0.9;
// With fewer rows of the rarer class a column predicts it perfectly by chance.
inline constexpr int64_t kLeakPositives = 20;

// With fewer rows of a class a metric is a matter of luck: its standard error is about a sixth.
inline constexpr int64_t kFewPositives = 10;

// Share of training rows with a value of their own. Uniform draws of as many values as rows repeat
// in 37 % of rows.
inline constexpr double kOwnValue = 0.97;
inline constexpr int64_t kOwnValueRows = 100;  // a small table may well have no repeats

// Share of rows with values that training does not know; most of what the column says is lost.
// Below it the model has learned what to do: ids of users and items are at 0.4 on a new day.
inline constexpr double kUnseen = 0.5;

// Share of rows that are training rows, above the share of training rows that have a twin.
inline constexpr double kOverlap = 0.02;

// Population stability index; 0.25 is the usual border of a major shift in credit scoring.
inline constexpr double kDrift = 0.25;
// Odds of a binary label, as a ratio: from 10 % to 18 % positive.
inline constexpr double kLabelOdds = 2;

// How many standard errors a share or an index must be beyond its border, or beyond chance.
inline constexpr double kStandardErrors = 4;

// Largest loss times weight beside the smallest: the small task hardly moves shared parameters.
inline constexpr double kLossRatio = 100;

// Share of the machine's memory; the rest is the system's.
inline constexpr double kMemory = 0.9;

// Rows of a part that statistics of columns look at: more would change their third digit.
inline constexpr int64_t kMostRows = 100000;

}  // namespace mmoe::thresholds
