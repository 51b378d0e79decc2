# python_package_folders(<out> <package>): the folders in which the active Python and the project's
# .venv keep a package, in this order. The package is located, not imported.
function(python_package_folders out package)
  set(code "import importlib.util
spec = importlib.util.find_spec('${package}')
print(';'.join(spec.submodule_search_locations) if spec else '', end='')")
  set(folders)
  foreach(python IN ITEMS python3 "${PROJECT_SOURCE_DIR}/.venv/bin/python")
    execute_process(COMMAND "${python}" -c "${code}"
      OUTPUT_VARIABLE found RESULT_VARIABLE status ERROR_QUIET)
    if(status EQUAL 0)
      list(APPEND folders ${found})
    endif()
  endforeach()
  list(REMOVE_DUPLICATES folders)
  set(${out} "${folders}" PARENT_SCOPE)
endfunction()

# macro_version(<out> <file>... PREFIX <prefix>): "1.2.3" from the first file that defines
# <prefix>_MAJOR, _MINOR and _PATCH; empty if none does.
function(macro_version out)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "PREFIX" "")
  set(${out} "" PARENT_SCOPE)
  foreach(file IN LISTS arg_UNPARSED_ARGUMENTS)
    if(EXISTS "${file}")
      file(STRINGS "${file}" lines REGEX "define ${arg_PREFIX}_(MAJOR|MINOR|PATCH) +[0-9]+")
      list(TRANSFORM lines REPLACE ".* ([0-9]+).*" "\\1")
      list(JOIN lines "." version)
      if(version)
        set(${out} "${version}" PARENT_SCOPE)
        return()
      endif()
    endif()
  endforeach()
endfunction()
