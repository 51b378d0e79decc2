// The kinds of generators and what they share; used by generator.cpp.
#pragma once

#include "base/random.h"
#include "data/generator.h"

namespace mmoe {

struct GeneratorSeeds {
  uint64_t inputs;  // of x
  uint64_t run;     // of directions and labels
};

// A stream for each part, so that validation rows never repeat training rows.
struct PartStreams {
  RandomStream train, valid, test;

  PartStreams(uint64_t seed, std::string_view name)
      : train(RandomStream(seed, name).child("train")),
        valid(RandomStream(seed, name).child("valid")),
        test(RandomStream(seed, name).child("test")) {}

  const RandomStream& operator[](PartName part) const {
    return part == PartName::train ? train : part == PartName::valid ? valid : test;
  }
};

std::unique_ptr<Generator> make(const PaperGenerator& config, GeneratorSeeds seeds);
std::unique_ptr<Generator> make(const RandomBinaryGenerator& config, GeneratorSeeds seeds);
std::unique_ptr<Generator> make(const RandomIdsGenerator& config, GeneratorSeeds seeds);

}  // namespace mmoe
