#include "data/column_source.h"

namespace mmoe {

WordOfRow joined_words(const ColumnSource& source, const std::vector<std::string>& columns) {
  std::vector<WordOfRow> words;
  for (const std::string& column : columns) words.push_back(source.words(column));
  return [words, joined = std::string()](size_t row) mutable -> std::string_view {
    joined.clear();
    bool missing = true;
    for (const WordOfRow& word_of : words) {
      if (&word_of != &words.front()) joined += '\x1f';
      const std::string_view word = word_of(row);
      missing = missing && word.empty();
      joined += word;
    }
    return missing ? std::string_view() : joined;
  };
}

WordOfRow TableSource::words(const std::string& column) const {
  return [&text = table_.text(column)](size_t row) { return text.word(row); };
}

ColumnWriter<int32_t> TableSource::ids(const WordIds& ids, const std::string& column) const {
  const TextColumn& text = table_.text(column);
  std::vector<int32_t> id_of_code = {ids.find("")};
  for (uint32_t code = 1; code < text.dictionary.size(); ++code) {
    id_of_code.push_back(ids.find(text.dictionary.word(code)));
  }
  return column_writer<int32_t>([&text, ids, id_of_code](size_t row) {
    const int32_t id = id_of_code[text.codes[row]];
    if (id == WordIds::kFails) ids.fail(text.word(row));
    return id;
  });
}

}  // namespace mmoe
