#include "train/runtime.h"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <torch/version.h>

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

}  // namespace

// One thread unless asked for: splitting single operations over cores costs more than it gains on
// networks of this size, and one thread leaves the other cores to other runs.
Runtime resolve_runtime(const std::string& device, const ThreadCount& threads) {
  Runtime runtime{resolve_device(device), static_cast<int>(threads.number.value_or(1))};
  at::set_num_threads(runtime.threads);
  set_blas_threads(runtime.threads);
  return runtime;
}

std::vector<std::pair<std::string, std::string>> library_versions() {
  return {{"mmoe", MMOE_VERSION},
          {"libtorch", std::string(TORCH_VERSION) +
                           (at::detail::getCUDAHooks().hasCUDART() ? " with CUDA" : "")},
          {"blas", blas_name()},
          {"simd", simd::target_name()}};
}

}  // namespace mmoe
