// A backbone: the graph of blocks that a config describes.
#pragma once

#include "models/layers.h"

namespace mmoe {

// What feeds the tower of each of `tasks`, those that have one. Names and cycles have been checked
// with the config; throws Error(usage) with the block's name where shapes do not fit.
std::vector<Source> add_backbone(LayerBuilder& layers, const BackboneConfig& config,
                                 const std::vector<std::string>& tasks);

}  // namespace mmoe
