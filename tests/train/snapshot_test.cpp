// What was taken comes back, whatever training did since.
#include "support/torch_test.h"

#include <algorithm>

#include "support/torch_models.h"
#include "support/torch_runs.h"
#include "train/snapshot.h"

namespace mmoe {

using namespace test;

namespace {

struct State {
  at::Tensor flat;
  std::vector<at::Tensor> buffers;

  explicit State(const Trainer& trainer) : flat(trainer.store().flat().clone()) {
    for (const Graph::Node& node : trainer.model().nodes()) {
      for (const Block::Buffer& buffer : node.block->buffers()) {
        buffers.push_back(buffer.value.clone());
      }
    }
  }
  bool is(const State& other) const {
    return same_bytes(flat, other.flat) &&
           std::ranges::equal(buffers, other.buffers, [](const at::Tensor& a, const at::Tensor& b) {
             return same_bytes(a, b);
           });
  }
};

}  // namespace

TEST_CASE("snapshot: weights and buffers come back, those taken last", "[train]") {
  const SmallRun run({"model={type: mmoe, experts: {count: 3, hidden: [8, 6], batch_norm: true}}",
                      "data.test=null"});
  Trainer trainer(run.config, run.data, of(at::kFloat));
  Snapshot snapshot;
  snapshot.take(trainer.model(), trainer.store());
  const State first(trainer);
  Record record;
  trainer.train(record);
  const State trained(trainer);
  REQUIRE_FALSE(trained.is(first));
  CHECK_FALSE(trained.buffers.empty());
  snapshot.put_back();
  CHECK(State(trainer).is(first));
  trainer.store().flat().add_(1);
  snapshot.take(trainer.model(), trainer.store());
  const State second(trainer);
  trainer.store().flat().add_(1);
  snapshot.put_back();
  CHECK(State(trainer).is(second));
}

}  // namespace mmoe
