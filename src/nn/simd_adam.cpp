#include "nn/simd.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "nn/simd_adam.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace mmoe::simd::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using D = hn::ScalableTag<float>;
using V = hn::Vec<D>;

// 1 / (sqrt(x) + epsilon) for x >= 0. Estimates with one step of Newton's method each are within
// two or three units of the last place and cost a third of the exact root and quotient, which would
// be most of a small network's step.
HWY_INLINE V InverseRoot(D d, V x, V epsilon) {
  const V half = hn::Set(d, 0.5f), three_halves = hn::Set(d, 1.5f), two = hn::Set(d, 2.0f);
  const V positive = hn::Max(x, hn::Set(d, 1e-37f));  // 0 has no inverse root
  const V estimate = hn::ApproximateReciprocalSqrt(positive);
  const V squared = hn::Mul(hn::Mul(positive, half), hn::Mul(estimate, estimate));
  const V root = hn::Mul(positive, hn::Mul(estimate, hn::Sub(three_halves, squared)));
  const V sum = hn::Add(root, epsilon);
  const V inverse = hn::ApproximateReciprocal(sum);
  return hn::Mul(inverse, hn::NegMulAdd(sum, inverse, two));
}

struct Adam {
  D d;
  V beta1, beta2, rest1, rest2, epsilon, correction2, l2, keep, rate;

  HWY_INLINE explicit Adam(const AdamStep& s)
      : beta1(hn::Set(d, s.beta1)),
        beta2(hn::Set(d, s.beta2)),
        rest1(hn::Set(d, s.rest1)),
        rest2(hn::Set(d, s.rest2)),
        epsilon(hn::Set(d, s.epsilon)),
        correction2(hn::Set(d, s.correction2)),
        l2(hn::Set(d, s.l2)),
        keep(hn::Set(d, 1 - s.rate * s.decay)),
        rate(hn::Set(d, s.rate * s.correction1)) {}

  HWY_INLINE void operator()(V gradient, V& weight, V& first, V& second) const {
    const V g = hn::MulAdd(l2, weight, gradient);
    first = hn::MulAdd(beta1, first, hn::Mul(rest1, g));
    second = hn::MulAdd(beta2, second, hn::Mul(rest2, hn::Mul(g, g)));
    move(weight, first, second);
  }

  // The same for a zero gradient without l2.
  HWY_INLINE void rest(V& weight, V& first, V& second) const {
    first = hn::MulAdd(beta1, first, hn::Zero(d));  // 0 as the sum gives it, never -0
    second = hn::Mul(beta2, second);
    move(weight, first, second);
  }

  HWY_INLINE void move(V& weight, V first, V second) const {
    const V inverse = InverseRoot(d, hn::Mul(second, correction2), epsilon);
    weight = hn::NegMulAdd(hn::Mul(rate, first), inverse, hn::Mul(weight, keep));
  }
};

// Whole vectors, or the front of one at the end of a stretch.
struct Whole {
  HWY_INLINE V load(D d, const float* from) const { return hn::LoadU(d, from); }
  HWY_INLINE void store(V v, D d, float* to) const { hn::StoreU(v, d, to); }
};
struct Front {
  hn::Mask<D> mask;
  HWY_INLINE V load(D d, const float* from) const { return hn::MaskedLoad(mask, d, from); }
  HWY_INLINE void store(V v, D d, float* to) const { hn::BlendedStore(v, mask, d, to); }
};

template <class Part>
HWY_INLINE void StepPart(const Adam& adam, const Part& part, float* gradient, float* weight,
                         float* first, float* second) {
  const D d;
  V w = part.load(d, weight), m = part.load(d, first), v = part.load(d, second);
  adam(part.load(d, gradient), w, m, v);
  part.store(w, d, weight);
  part.store(m, d, first);
  part.store(v, d, second);
  part.store(hn::Zero(d), d, gradient);
}

void AdamAll(const AdamStep& step, int64_t size, float* HWY_RESTRICT gradient,
             float* HWY_RESTRICT weight, float* HWY_RESTRICT first, float* HWY_RESTRICT second) {
  const Adam adam(step);
  const D d;
  const auto lanes = static_cast<int64_t>(hn::Lanes(d));
  int64_t i = 0;
  for (; i + lanes <= size; i += lanes) {
    StepPart(adam, Whole(), gradient + i, weight + i, first + i, second + i);
  }
  if (i == size) return;
  const Front front{hn::FirstN(d, static_cast<size_t>(size - i))};
  StepPart(adam, front, gradient + i, weight + i, first + i, second + i);
}

template <class Part>
HWY_INLINE void ReplayPart(const AdamStep* steps, int64_t count, const Part& part, float* weight,
                           float* first, float* second) {
  const D d;
  V w = part.load(d, weight), m = part.load(d, first), v = part.load(d, second);
  for (int64_t i = 0; i < count; ++i) {
    const Adam adam(steps[i]);
    // Without a penalty nothing but its own moments moves a weight: they need not wait for it.
    if (steps[i].l2 == 0) {
      adam.rest(w, m, v);
    } else {
      adam(hn::Zero(d), w, m, v);
    }
  }
  part.store(w, d, weight);
  part.store(m, d, first);
  part.store(v, d, second);
}

void AdamReplay(const AdamStep* steps, int64_t count, int64_t size, float* HWY_RESTRICT weight,
                float* HWY_RESTRICT first, float* HWY_RESTRICT second) {
  const D d;
  const auto lanes = static_cast<int64_t>(hn::Lanes(d));
  int64_t i = 0;
  for (; i + lanes <= size; i += lanes) {
    ReplayPart(steps, count, Whole(), weight + i, first + i, second + i);
  }
  if (i == size) return;
  const Front front{hn::FirstN(d, static_cast<size_t>(size - i))};
  ReplayPart(steps, count, front, weight + i, first + i, second + i);
}

}  // namespace mmoe::simd::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace mmoe::simd {

HWY_EXPORT(AdamAll);
HWY_EXPORT(AdamReplay);

void adam(const AdamStep& step, int64_t size, float* gradient, float* weight, float* first,
          float* second) {
  HWY_DYNAMIC_DISPATCH(AdamAll)(step, size, gradient, weight, first, second);
}
void adam_replay(const AdamStep* steps, int64_t count, int64_t size, float* weight, float* first,
                 float* second) {
  HWY_DYNAMIC_DISPATCH(AdamReplay)(steps, count, size, weight, first, second);
}

}  // namespace mmoe::simd
#endif
