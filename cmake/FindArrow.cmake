# mmoe::arrow: Arrow C++ with Parquet, from the system, else from a pyarrow wheel (active Python or
# the project's .venv), which ships headers and versioned libraries but no CMake files.
include(PythonPackages)
include(FindPackageHandleStandardArgs)

find_package(Arrow ${Arrow_FIND_VERSION} CONFIG QUIET)
find_package(Parquet CONFIG QUIET)
if(TARGET Arrow::arrow_shared AND TARGET Parquet::parquet_shared)
  find_package(ArrowCompute CONFIG QUIET)
  set(Arrow_LIBRARIES Arrow::arrow_shared Parquet::parquet_shared)
  if(TARGET ArrowCompute::arrow_compute_shared)
    list(APPEND Arrow_LIBRARIES ArrowCompute::arrow_compute_shared)
  endif()
  set(Arrow_INCLUDE_DIR)  # comes with the targets
  cmake_path(GET Arrow_DIR PARENT_PATH _cmake)
  cmake_path(GET _cmake PARENT_PATH Arrow_LIBRARY_DIR)
else()
  set(Arrow_LIBRARIES)
  python_package_folders(_folders pyarrow)
  foreach(_folder IN LISTS _folders)
    macro_version(_version "${_folder}/include/arrow/util/config.h" PREFIX ARROW_VERSION)
    if(NOT _version OR _version VERSION_LESS Arrow_FIND_VERSION)
      continue()
    endif()
    # libarrow.so.2600, not libarrow.so.2600.1.0: the name by which the libraries know each other.
    file(STRINGS "${_folder}/include/arrow/util/config.h" _so REGEX "define ARROW_SO_VERSION")
    string(REGEX REPLACE ".*\"(.*)\".*" "\\1" _so "${_so}")
    file(GLOB Arrow_LIBRARIES "${_folder}/libarrow.so.${_so}" "${_folder}/libparquet.so.${_so}"
      "${_folder}/libarrow_compute.so.${_so}")
    set(Arrow_INCLUDE_DIR "${_folder}/include")
    set(Arrow_VERSION "${_version}")
    set(Arrow_LIBRARY_DIR "${_folder}")
    break()
  endforeach()
endif()

find_package_handle_standard_args(Arrow
  REQUIRED_VARS Arrow_LIBRARY_DIR Arrow_LIBRARIES VERSION_VAR Arrow_VERSION
  REASON_FAILURE_MESSAGE "Run scripts/setup.sh, or install Arrow C++ with Parquet.")

if(Arrow_FOUND AND NOT TARGET mmoe::arrow)
  add_library(mmoe::arrow INTERFACE IMPORTED)
  target_include_directories(mmoe::arrow INTERFACE ${Arrow_INCLUDE_DIR})
  target_link_libraries(mmoe::arrow INTERFACE ${Arrow_LIBRARIES})
endif()
