// Label encoders in checkpoints.
#pragma once

#include <nlohmann/json.hpp>

#include "data/labels.h"

namespace mmoe {

nlohmann::json to_json(const LabelEncoder& encoder);

// Throws a std::exception if it is damaged.
LabelEncoder label_from_json(const nlohmann::json& node);

}  // namespace mmoe
