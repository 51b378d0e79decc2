// A fixed team of threads for work that is divided in as many shares, one join a call.
#pragma once

#include <atomic>
#include <exception>
#include <functional>
#include <thread>
#include <vector>

namespace mmoe {

class Workers {
 public:
  // The caller is one of them. Throws Error(resources) if there are not so many to be had.
  explicit Workers(int count);
  ~Workers();
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  int count() const { return static_cast<int>(threads_.size()) + 1; }

  // Calls work(0) ... work(count - 1) at once and waits for all; then throws what the first of them
  // by number threw, if one did.
  void run(const std::function<void(int)>& work);

 private:
  void serve(int share);
  void attempt(int share) noexcept;
  void end();

  const std::function<void(int)>* work_ = nullptr;
  std::atomic<unsigned> round_ = 0;  // a new one: there is work, or the end
  std::atomic<int> busy_ = 0;
  bool ends_ = false;
  std::vector<std::exception_ptr> errors_;  // by share
  std::vector<std::thread> threads_;
};

}  // namespace mmoe
