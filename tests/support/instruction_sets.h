// Runs code on every instruction set that was compiled in and that this processor has.
#pragma once

#include <hwy/targets.h>

#include "support/catch.h"

namespace mmoe {

template <class Check>
void on_each_instruction_set(const Check& check) {
  struct Restore {
    ~Restore() {
      hwy::SetSupportedTargetsForTest(0);
      hwy::GetChosenTarget().DeInit();
    }
  } restore;
  for (const int64_t target : hwy::SupportedAndGeneratedTargets()) {
    CAPTURE(hwy::TargetName(target));
    hwy::SetSupportedTargetsForTest(target);
    hwy::GetChosenTarget().Update(target);
    check();
  }
}

}  // namespace mmoe
