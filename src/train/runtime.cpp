#include "train/runtime.h"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <sched.h>
#include <torch/version.h>

#include <algorithm>
#include <cstdlib>

#include "base/error.h"
#include "base/text.h"
#include "nn/kernels_cpu.h"
#include "nn/simd.h"

namespace mmoe {

namespace {

int64_t cuda_devices() {
  return at::hasCUDA() ? static_cast<int64_t>(at::detail::getCUDAHooks().deviceCount()) : 0;
}

c10::Device resolve_device(const std::string& wanted) {
  const bool known = wanted == "auto" || wanted == "cpu" || wanted == "cuda" ||
                     (wanted.starts_with("cuda:") && parse_integer(wanted.substr(5)));
  if (!known) {
    throw usage_error("expected the device 'auto', 'cpu', 'cuda' or 'cuda:N', found " +
                      quote(wanted));
  }
  const int64_t available = cuda_devices();
  if (wanted == "cpu" || (wanted == "auto" && available == 0)) return c10::Device(c10::kCPU);
  const int64_t index =
      wanted.starts_with("cuda:") ? parse_integer(wanted.substr(5)).value_or(-1) : 0;
  if (available == 0) {
    throw usage_error("device " + quote(wanted) + " is not there: " +
                      (at::detail::getCUDAHooks().hasCUDART()
                           ? "no CUDA device was found"
                           : "this LibTorch was built without CUDA") +
                      "; use --device cpu or auto");
  }
  if (index < 0 || index >= available) {
    throw usage_error("device " + quote(wanted) + " is not there: there are " +
                      std::to_string(available) + " CUDA devices, counted from 0");
  }
  return c10::Device(c10::kCUDA, static_cast<c10::DeviceIndex>(index));
}

// Neither of these concerns the CPU, where it would only cost time.
void make_cuda_deterministic() {
  ::setenv("CUBLAS_WORKSPACE_CONFIG", ":4096:8", /*overwrite=*/0);  // read when cuBLAS starts
  at::Context& context = at::globalContext();
  context.setDeterministicAlgorithms(true, /*warn_only=*/false);
  context.setDeterministicFillUninitializedMemory(false);  // for finding mistakes only
  context.setDeterministicCuDNN(true);
  context.setBenchmarkCuDNN(false);
}

// Of this process, which may be bound to some of the machine's.
int usable_cores() {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (sched_getaffinity(0, sizeof set, &set) != 0) return 1;
  return CPU_COUNT(&set);
}

}  // namespace

Runtime resolve_runtime(const std::string& device, const ThreadCount& threads, bool deterministic) {
  Runtime runtime{resolve_device(device), {usable_cores(), {}}};
  if (deterministic && runtime.device.is_cuda()) make_cuda_deterministic();
  if (threads.number) runtime.cores.threads = static_cast<int>(*threads.number);
  set_blas_threads(1);
  prepare_thread();
  return runtime;
}

void prepare_thread() {
  at::set_num_threads(1);
  at::globalContext().setFlushDenormal(true);
}

int threads_for(const Cores& cores, double multiplications) {
  if (cores.threads) return *cores.threads;
  constexpr double kEnough = 1e7;  // about 0.2 ms; starting and joining takes a few microseconds
  return static_cast<int>(std::clamp(multiplications / kEnough, 1.0,
                                     static_cast<double>(std::max(1, cores.available))));
}

std::vector<std::pair<std::string, std::string>> library_versions() {
  return {{"mmoe", MMOE_VERSION},
          {"libtorch", std::string(TORCH_VERSION) +
                           (at::detail::getCUDAHooks().hasCUDART() ? " with CUDA" : "")},
          {"blas", blas_name()},
          {"simd", simd::target_name()}};
}

}  // namespace mmoe
