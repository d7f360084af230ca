// Chinese words for SQLite's full-text search. Its trigram tokenizer finds nothing shorter than
// three characters, and most Chinese words have two (电梯, 停水); unicode61 takes a whole run of
// Chinese for one word. So each Chinese character is made a word of its own, in the text and in the
// question, and a word of the question is found where its characters stand side by side.
//
//   spaced("3号楼电梯 A12")             // "3 号 楼 电 梯 A12"
//   query_of("电梯 A1")                 // "\"电 梯\" \"A1\"*"    both, in any order
#pragma once

#include <string>
#include <string_view>

namespace shao::archive {

std::string spaced(std::string_view text);

/// An FTS5 query for text that holds all the words; empty when there is no word in `words`. The
/// end of a word in letters or digits may be left out.
std::string query_of(std::string_view words);

}  // namespace shao::archive
