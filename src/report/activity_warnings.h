// Warnings of gates that have collapsed, experts that add nothing and towers that have died, each
// with a remedy.
#pragma once

#include <string>
#include <vector>

#include "train/activity.h"

namespace mmoe {

// A sentence each; none of a healthy model.
std::vector<std::string> activity_warnings(const Activity& activity);

}  // namespace mmoe
