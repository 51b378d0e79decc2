# Language, warnings, sanitizers, run paths and the compiler cache: what holds for every target.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Debug, Release or RelWithDebInfo" FORCE)
endif()

add_link_options(LINKER:--as-needed)  # a program loads no library that it does not call

option(MMOE_WERROR "Treat warnings as errors" OFF)
add_library(mmoe_warnings INTERFACE)
add_library(mmoe::warnings ALIAS mmoe_warnings)
target_compile_options(mmoe_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow $<$<BOOL:${MMOE_WERROR}>:-Werror>)
# GCC 12 sees these two in correct code of its own string and variant.
target_compile_options(mmoe_warnings INTERFACE
  $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized -Wno-restrict>)

set(MMOE_SANITIZE "" CACHE STRING "Sanitizers, such as address,undefined")
if(MMOE_SANITIZE)
  add_compile_options(
    -fsanitize=${MMOE_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${MMOE_SANITIZE})
endif()

# With these two settings a fresh clone in another folder still hits the cache.
find_program(CCACHE ccache)
if(CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER
    ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${PROJECT_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${CCACHE})
endif()
