# mmoe::torch: LibTorch from CMAKE_PREFIX_PATH or Torch_DIR, the active Python, or .venv/ here.
#
# LibTorch's own TorchConfig.cmake is not used: in a CUDA build it wants the whole CUDA toolkit. The
# libraries alone are enough.
include(PythonPackages)
include(FindPackageHandleStandardArgs)

# A folder counts as LibTorch's root if include/ and lib/ lie in it; its CMake files are two or
# three levels below (share/cmake/Torch). setup.sh looks in the same places.
set(_roots)
foreach(_prefix IN LISTS CMAKE_PREFIX_PATH)
  list(APPEND _roots "${_prefix}" "${_prefix}/../..")
endforeach()
cmake_path(CONVERT "$ENV{CMAKE_PREFIX_PATH}" TO_CMAKE_PATH_LIST _prefixes)
foreach(_prefix IN LISTS _prefixes)
  list(APPEND _roots "${_prefix}" "${_prefix}/../..")
endforeach()
foreach(_dir IN ITEMS "${Torch_DIR}" "$ENV{Torch_DIR}")
  if(_dir)
    list(APPEND _roots "${_dir}/../../..")
  endif()
endforeach()
if(Torch_ROOT)
  list(APPEND _roots "${Torch_ROOT}")  # found by an earlier configure
endif()
python_package_folders(_folders torch)
list(APPEND _roots ${_folders})

set(Torch_LIBRARY_DIR)
foreach(_root IN LISTS _roots)
  get_filename_component(_root "${_root}" ABSOLUTE)
  if(NOT EXISTS "${_root}/lib/libtorch_cpu.so")
    continue()
  endif()
  macro_version(_version "${_root}/include/torch/headeronly/version.h"
    "${_root}/include/torch/csrc/api/include/torch/version.h" PREFIX TORCH_VERSION)
  if(_version VERSION_LESS Torch_FIND_VERSION)
    message(STATUS "Passed over LibTorch ${_version} in ${_root}: older than ${Torch_FIND_VERSION}")
    continue()
  endif()
  set(Torch_ROOT "${_root}" CACHE PATH "Root folder of LibTorch" FORCE)
  set(Torch_LIBRARY_DIR "${_root}/lib")
  set(Torch_VERSION "${_version}")
  break()
endforeach()

find_package_handle_standard_args(Torch
  REQUIRED_VARS Torch_LIBRARY_DIR VERSION_VAR Torch_VERSION
  REASON_FAILURE_MESSAGE "Run scripts/setup.sh, or point CMAKE_PREFIX_PATH at LibTorch.")

if(Torch_FOUND AND NOT TARGET mmoe::torch)
  add_library(mmoe::torch INTERFACE IMPORTED)
  # -idirafter: the wheel carries headers of other libraries (fmt); they must not hide the system's.
  target_compile_options(mmoe::torch INTERFACE
    "SHELL:-idirafter ${Torch_ROOT}/include"
    "SHELL:-idirafter ${Torch_ROOT}/include/torch/csrc/api/include")
  target_link_libraries(mmoe::torch INTERFACE
    "${Torch_LIBRARY_DIR}/libtorch_cpu.so" "${Torch_LIBRARY_DIR}/libc10.so")
  if(EXISTS "${Torch_LIBRARY_DIR}/libtorch_cuda.so")
    # Nothing calls these directly; loading them registers the device. Their own dependencies (the
    # CUDA runtime) are found when the program starts, not needed for linking.
    target_link_options(mmoe::torch INTERFACE
      "LINKER:--push-state,--no-as-needed"
      "${Torch_LIBRARY_DIR}/libtorch_cuda.so" "${Torch_LIBRARY_DIR}/libc10_cuda.so"
      "LINKER:--pop-state,--allow-shlib-undefined")
    message(STATUS "LibTorch has CUDA")
  endif()
endif()
