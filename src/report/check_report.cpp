#include "report/check_report.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "config/scalars.h"
#include "report/duration.h"
#include "report/table.h"

namespace mmoe {

namespace {

const char* const kSeverities[] = {"wrong", "likely wrong", "worth a look"};

std::string counted(int64_t count, const std::string& what) {
  return with_commas(count) + " " + what + (count == 1 ? "" : "s");
}

// Findings that differ in their column only; 1,000 constant columns are one line.
using Group = std::vector<Finding>;

std::vector<Group> grouped(const std::vector<Finding>& findings) {
  std::vector<Group> groups;
  for (const Finding& finding : findings) {
    const auto is_same = [&](const Group& group) {
      const Finding& first = group.front();
      return first.check == finding.check && first.task == finding.task &&
             first.part == finding.part && first.problem == finding.problem;
    };
    const auto place = std::ranges::find_if(groups, is_same);
    (place == groups.end() ? groups.emplace_back() : *place).push_back(finding);
  }
  return groups;
}

std::string columns_of(const Group& group) {
  constexpr size_t kShown = 10;
  std::vector<std::string> names;
  for (const Finding& finding : group) names.push_back(finding.column);
  if (names.size() == 1) return names.front().empty() ? "" : "column " + names.front();
  const size_t hidden = names.size() - std::min(names.size(), kShown);
  names.resize(names.size() - hidden);
  return "columns " + join(names, ", ") +
         (hidden > 0 ? fmt::format(" and {} more", with_commas(static_cast<int64_t>(hidden))) : "");
}

std::string place_of(const Group& group) {
  std::vector<std::string> places;
  if (std::string columns = columns_of(group); !columns.empty()) places.push_back(columns);
  if (const std::string& task = group.front().task; !task.empty()) places.push_back("task " + task);
  if (const std::string& part = group.front().part; !part.empty()) places.push_back("part " + part);
  return places.empty() ? "" : " (" + join(places, ", ") + ")";
}

std::string looked_at(const CheckReport& report) {
  std::vector<std::string> parts;
  for (const auto& [part, rows] : report.rows) parts.push_back(part + " " + with_commas(rows));
  if (parts.empty()) parts.emplace_back("none, a stream");
  return fmt::format("{}, {}, rows: {}", counted(static_cast<int64_t>(report.inputs), "input"),
                     counted(static_cast<int64_t>(report.tasks), "task"), join(parts, ", "));
}

double total_seconds(const CheckReport& report) {
  return report.reading_seconds + report.trial->training_seconds;
}

Json text_or_null(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }

Json finding_json(const Finding& finding) {
  return {{"severity", Scalar<Severity>::write(finding.severity).text},
          {"check", finding.check},
          {"column", text_or_null(finding.column)},
          {"task", text_or_null(finding.task)},
          {"part", text_or_null(finding.part)},
          {"size", finding.size},
          {"problem", finding.problem},
          {"advice", finding.advice}};
}

Json unseen_json(const CheckReport& report) {
  Json columns = Json::object();
  for (const UnseenValues& unseen : report.unseen) {
    Json& shares = columns[unseen.column] = Json::object();
    for (size_t i = 0; i < unseen.shares.size(); ++i) {
      shares[report.rows[i].first] = unseen.shares[i];
    }
  }
  return columns;
}

Json expected_json(const CheckReport& report) {
  if (!report.trial) return nullptr;
  return {{"seconds", total_seconds(report)},
          {"memory_mb", report.trial->memory_mb},
          {"parameters", report.trial->parameters},
          {"steps", report.trial->steps},
          {"validations", report.trial->validations}};
}

}  // namespace

std::string findings_text(const CheckReport& report) {
  if (report.findings.empty()) return "no findings (" + looked_at(report) + ")\n";
  std::string text =
      fmt::format("{} ({})\n", counted(static_cast<int64_t>(report.findings.size()), "finding"),
                  looked_at(report));
  size_t number = 0;
  for (const Group& group : grouped(report.findings)) {
    const Finding& first = group.front();
    text += fmt::format("{}. {}: {}{}\n   {}\n   -> {}\n", ++number,
                        kSeverities[static_cast<size_t>(first.severity)], first.check,
                        place_of(group), first.problem, first.advice);
  }
  return text;
}

std::string expected_text(const CheckReport& report) {
  if (!report.trial) return "";
  const Trial& trial = *report.trial;
  return fmt::format(
      "expected: {} at most ({} to read, {} of {:.2g} ms, {}), {:.0f} MB, {} parameters\n",
      duration(total_seconds(report)), duration(report.reading_seconds),
      counted(trial.steps, "step"), 1000 * trial.step_seconds,
      counted(trial.validations, "validation"), trial.memory_mb, with_commas(trial.parameters));
}

std::string unseen_table(const CheckReport& report) {
  if (report.unseen.empty()) return "";
  std::vector<std::vector<std::string>> rows = {{"unknown values, %"}};
  for (const auto& [part, count] : report.rows) rows.front().push_back(part);
  for (const UnseenValues& unseen : report.unseen) {
    std::vector<std::string>& row = rows.emplace_back();
    row.push_back(unseen.column);
    for (const double share : unseen.shares) row.push_back(fmt::format("{:.2f}", 100 * share));
  }
  return aligned(rows);
}

Json check_json(const CheckReport& report) {
  Json rows = Json::object(), findings = Json::array();
  for (const auto& [part, count] : report.rows) rows[part] = count;
  for (const Finding& finding : report.findings) findings.push_back(finding_json(finding));
  return {{"findings", findings},
          {"rows", rows},
          {"unseen", unseen_json(report)},
          {"expected", expected_json(report)}};
}

}  // namespace mmoe
