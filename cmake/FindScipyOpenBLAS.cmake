# mmoe::openblas: OpenBLAS from the scipy-openblas32 wheel. Its names have a prefix, as in
# scipy_cblas_sgemm, so it cannot clash with the BLAS in LibTorch. Optional: without it products go
# through LibTorch.
include(PythonPackages)
include(FindPackageHandleStandardArgs)

python_package_folders(_folders scipy_openblas32)
find_library(ScipyOpenBLAS_LIBRARY scipy_openblas
  PATHS ${_folders} PATH_SUFFIXES lib NO_DEFAULT_PATH)
find_package_handle_standard_args(ScipyOpenBLAS
  REQUIRED_VARS ScipyOpenBLAS_LIBRARY
  REASON_FAILURE_MESSAGE "Without the scipy-openblas32 wheel products go through LibTorch.")

if(ScipyOpenBLAS_FOUND AND NOT TARGET mmoe::openblas)
  cmake_path(GET ScipyOpenBLAS_LIBRARY PARENT_PATH ScipyOpenBLAS_LIBRARY_DIR)
  cmake_path(GET ScipyOpenBLAS_LIBRARY_DIR PARENT_PATH _root)
  add_library(mmoe::openblas INTERFACE IMPORTED)
  target_include_directories(mmoe::openblas INTERFACE "${_root}/include")
  target_compile_definitions(mmoe::openblas INTERFACE MMOE_HAVE_OPENBLAS=1)
  target_link_libraries(mmoe::openblas INTERFACE "${ScipyOpenBLAS_LIBRARY}")
endif()
