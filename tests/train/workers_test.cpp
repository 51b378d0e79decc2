// A team of threads, and one thread beside the caller's.
#include "train/workers.h"

#include "support/torch_test.h"

#include <atomic>
#include <barrier>
#include <stdexcept>

#include "train/background.h"

namespace mmoe {

TEST_CASE("workers: every share runs once a round", "[train]") {
  for (const int count : {1, 2, 3, 5}) {
    CAPTURE(count);
    Workers workers(count);
    CHECK(workers.count() == count);
    std::vector<int> runs(static_cast<size_t>(count), 0);  // read after each join, unlocked
    int wrong = 0;
    for (int round = 1; round <= 3000; ++round) {
      workers.run([&](int share) { ++runs[static_cast<size_t>(share)]; });
      for (const int one : runs) wrong += one == round ? 0 : 1;
    }
    CHECK(wrong == 0);
  }
}

TEST_CASE("workers: shares run at once, the first on the caller's thread", "[train]") {
  Workers workers(3);
  std::barrier together(3);  // passed by three at once or never
  std::vector<std::thread::id> threads(3);
  workers.run([&](int share) {
    together.arrive_and_wait();
    threads[static_cast<size_t>(share)] = std::this_thread::get_id();
  });
  CHECK(threads[0] == std::this_thread::get_id());
  CHECK(threads[1] != threads[0]);
  CHECK(threads[2] != threads[0]);
  CHECK(threads[1] != threads[2]);
}

TEST_CASE("workers: what a share throws reaches the caller, and the team goes on", "[train]") {
  for (const int count : {1, 4}) {
    Workers workers(count);
    std::atomic<int> ended = 0;
    const auto fails_from = [&](int first) {
      return [&ended, first](int share) {
        ++ended;
        if (share >= first) throw std::out_of_range("share " + std::to_string(share));
      };
    };
    CHECK_THROWS_WITH(workers.run(fails_from(count - 1)), "share " + std::to_string(count - 1));
    CHECK(ended == count);
    CHECK_THROWS_WITH(workers.run(fails_from(0)), "share 0");
    workers.run(fails_from(count));
    CHECK(ended == 3 * count);
  }
}

TEST_CASE("workers: a team without work ends", "[train]") {
  for (int i = 0; i < 100; ++i) CHECK(Workers(3).count() == 3);
}

TEST_CASE("background: tasks run beside the caller, in order", "[train]") {
  Background background;
  background.wait();  // for nothing
  std::vector<int> order;
  std::thread::id thread;
  for (int i = 0; i < 500; ++i) {
    background.start([&order, &thread, i] {
      order.push_back(i);
      thread = std::this_thread::get_id();
    });
    background.wait();
    background.wait();  // again, for nothing
    REQUIRE(order.size() == static_cast<size_t>(i) + 1);
    CHECK(order.back() == i);
  }
  CHECK(thread != std::this_thread::get_id());
}

TEST_CASE("background: a task's exception comes out of wait, once", "[train]") {
  Background background;
  background.start([] { throw std::runtime_error("no more rows"); });
  CHECK_THROWS_WITH(background.wait(), "no more rows");
  CHECK_NOTHROW(background.wait());
  bool ran = false;
  background.start([&] { ran = true; });
  background.wait();
  CHECK(ran);
}

TEST_CASE("background: what has been started is done before it goes", "[train]") {
  for (int i = 0; i < 200; ++i) {
    bool ran = false;
    {
      Background background;
      background.start([&] { ran = true; });
    }
    CHECK(ran);
  }
}

}  // namespace mmoe
