// Features with several values a row, and how their embeddings become one input.
#pragma once

#include <optional>
#include <variant>
#include <vector>

#include "config/embedding_config.h"
#include "config/layer_config.h"

namespace mmoe {

namespace detail {

struct NoOptions {
  template <class Visitor, class Self>
  static void fields(Visitor&, Self&) {}
  bool operator==(const NoOptions&) const = default;
};

}  // namespace detail

// All of them give zeros for a row without values.
struct MeanPooling : detail::NoOptions {
  static constexpr const char* type = "mean";
};
struct SumPooling : detail::NoOptions {
  static constexpr const char* type = "sum";
};
struct MaxPooling : detail::NoOptions {
  static constexpr const char* type = "max";
};
// All `length` embeddings beside each other, the first values first.
struct ConcatPooling : detail::NoOptions {
  static constexpr const char* type = "concat";
};
// Zhou et al. 2018 (DIN), equation 3: the sum of the embeddings v, each times a weight a(v, target)
// that a small network finds from (target, v, target - v, target * v). The weights are not
// normalised.
struct AttentionPooling {
  static constexpr const char* type = "attention";
  std::string target;
  std::vector<int64_t> hidden = {32};
  Activation activation = Activation::sigmoid;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    visit("target", self.target, "feature of one category and the same `dim` to compare with",
          required());
    visit("hidden", self.hidden, "widths of the network's layers before the weight",
          within(1, 1e6));
    visit("activation", self.activation, "after each hidden layer");
  }
  bool operator==(const AttentionPooling&) const = default;
};

using PoolingConfig =
    std::variant<MeanPooling, SumPooling, MaxPooling, ConcatPooling, AttentionPooling>;

struct ListConfig : CategoryConfig {
  OneOrMany name;
  std::string separator = "|";
  std::optional<int64_t> length;
  PoolingConfig pooling;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    visit("name", self.name, "column, list of columns, or pattern with *", required());
    visit("separator", self.separator, "text between values");
    visit("length", self.length,
          "most values kept, the first of `multi`, the last of `sequence`; by default as many as a "
          "training row has at most, up to 65536",
          within(1, 65536));
    visit("pooling", self.pooling, "how the embeddings of a row become one");
    CategoryConfig::fields(visit, self);
  }
  bool operator==(const ListConfig&) const = default;
};

}  // namespace mmoe
