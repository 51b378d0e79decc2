// The key reference: visits the same field lists as the reader.
#include <sstream>

#include "config/run_config.h"
#include "config/writer.h"

namespace mmoe {

namespace {

template <class T>
std::string type_text() {
  if constexpr (detail::kIsOptional<T>) {
    return type_text<typename T::value_type>();
  } else if constexpr (detail::kIsList<T>) {
    using Item = typename T::value_type;
    if constexpr (std::is_same_v<Item, std::string> || detail::kIsNumber<Item>) {
      return "list of " + type_text<Item>() + "s";
    } else {
      return "list, each " + type_text<Item>();
    }
  } else if constexpr (std::is_same_v<T, OneOrMany>) {
    return "text or list";
  } else if constexpr (detail::kIsSeveral<T>) {
    return "one or a list, each " + type_text<typename decltype(T::values)::value_type>();
  } else if constexpr (std::is_same_v<T, NamedTexts>) {
    return "text, or a mapping to texts";
  } else if constexpr (detail::kIsChoice<T>) {
    return "choice by `type`";
  } else if constexpr (OptionStruct<T>) {
    return "keys";
  } else {
    const bool words = !Scalar<T>::words().empty() && !std::is_same_v<T, bool>;
    return words ? Scalar<T>::expected()
                 : Scalar<T>::expected().substr(Scalar<T>::expected().starts_with("a ") ? 2 : 0);
  }
}

template <class T>
std::string default_text(const T& value, const Rule& rule) {
  if (rule.required) return "required";
  if constexpr (detail::kIsChoice<T>) {
    return kTypeRequired<T> ? ""
                            : std::visit([](const auto& v) { return std::string(v.type); }, value);
  } else if constexpr (detail::kIsSeveral<T>) {
    return default_text(value.values.front(), rule);
  } else {
    const Node node = to_node(value);
    if (node.kind == Node::Kind::scalar) return node.text;
    if (node.kind != Node::Kind::list) return "";
    std::string text = emit_yaml(node);
    text.pop_back();
    return text;
  }
}

// For a cell of a table.
std::string escaped(const std::string& text) {
  std::string result;
  for (const char c : text) result += c == '|' ? std::string("\\|") : std::string(1, c);
  return result;
}

// Writes one table row a field and goes down into structs and choices.
struct ReferenceWriter {
  std::ostringstream& out;
  std::string prefix;

  template <class T>
  void operator()(const char* key, const T& value, const char* meaning, const Rule& rule = {}) {
    const std::string path = prefix + key;
    const std::string standard = default_text(value, rule);
    out << "| `" << path << "` | " << type_text<T>() << " | "
        << (standard.empty() || rule.required ? standard : "`" + escaped(standard) + "`") << " | "
        << escaped(meaning) << (rule.text().empty() ? "" : "; " + rule.text()) << " |\n";
    nested(path, value);
  }

  template <class T>
  void nested(const std::string& path, const T& value) {
    if constexpr (detail::kIsOptional<T>) {
      nested(path, typename T::value_type{});
    } else if constexpr (detail::kIsList<T>) {
      nested(path + "[]", typename T::value_type{});
    } else if constexpr (detail::kIsSeveral<T>) {
      nested(path, value.values.front());
    } else if constexpr (detail::kIsChoice<T>) {
      alternatives(path, value);
    } else if constexpr (OptionStruct<T>) {
      ReferenceWriter inner{out, path + "."};
      T::fields(inner, value);
    }
  }

  template <class... T>
  void alternatives(const std::string& path, const std::variant<T...>&) {
    (alternative<T>(path), ...);
  }

  template <class T>
  void alternative(const std::string& path) {
    out << "| `" << path << ": {type: " << T::type << "}` | | | |\n";
    ReferenceWriter inner{out, path + "."};
    const T standard;
    T::fields(inner, standard);
  }
};

template <class T>
void section(std::ostringstream& out, const char* title, const char* path) {
  out << "\n## " << title << "\n\n| key | type | default | meaning |\n|---|---|---|---|\n";
  ReferenceWriter{out, ""}.nested(path, T{});
}

}  // namespace

std::string config_reference() {
  std::ostringstream out;
  out << "# Config reference\n\n"
         "Generated from the option structs in `src/config/`; a test compares. A config is a YAML "
         "mapping with the\nkeys below, `name` (by default that of the file) and `extends: "
         "OTHER.yaml` to start from another file (maps\nmerge deeply, anything else is replaced). "
         "`--set KEY=VALUE` overrides any key by its dotted path; entries of\nlists go by `name` "
         "or position. A row `key: {type: word}` opens the keys that this choice alone has.\n";
  section<DataConfig>(out, "data", "data");
  section<std::vector<FeatureConfig>>(out, "features", "features");
  section<std::vector<TaskConfig>>(out, "tasks", "tasks");
  section<ModelConfig>(out, "model", "model");
  section<TrainConfig>(out, "train", "train");
  return out.str();
}

}  // namespace mmoe
