# include(Heddle): the target heddle-check, which analyses the project that includes it.
#
#   find_package(Heddle REQUIRED)   # or list(APPEND CMAKE_MODULE_PATH …), or a copy of this file
#   include(Heddle)                 # before the targets: compile commands are exported from here on
#
#   cmake --build build --target heddle-check
#
# Variables, all optional:
#   HEDDLE_EXECUTABLE   heddle (cache; looked for in PATH)
#   HEDDLE_CHECK_ARGS   more options for heddle check, a list: --diff;origin/main
# heddle_add_check(NAME [ARGS …] [DEPENDS …]) makes more such targets; DEPENDS are targets that generate
# sources or headers. There is a target also when heddle is not installed: it says so and fails.
# SPDX-License-Identifier: Apache-2.0
include_guard(GLOBAL)

set(CMAKE_EXPORT_COMPILE_COMMANDS ON CACHE BOOL "Write compile_commands.json, which heddle reads" FORCE)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON) # where the project has set a variable of its own
find_program(HEDDLE_EXECUTABLE heddle DOC "heddle, which finds concurrency bugs")

function(heddle_add_check name)
  cmake_parse_arguments(ARG "" "" "ARGS;DEPENDS" ${ARGN})
  if(ARG_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "heddle_add_check(${name}): unknown argument ${ARG_UNPARSED_ARGUMENTS}")
  endif()
  if(HEDDLE_EXECUTABLE)
    add_custom_target(${name}
      COMMAND "${HEDDLE_EXECUTABLE}" check -p "${CMAKE_BINARY_DIR}" ${ARG_ARGS}
      WORKING_DIRECTORY "${CMAKE_SOURCE_DIR}" USES_TERMINAL VERBATIM
      COMMENT "Looking for concurrency bugs")
  else()
    add_custom_target(${name}
      COMMAND "${CMAKE_COMMAND}" -E echo "heddle is not installed: install it, or set HEDDLE_EXECUTABLE"
      COMMAND "${CMAKE_COMMAND}" -E false VERBATIM)
  endif()
  if(ARG_DEPENDS)
    add_dependencies(${name} ${ARG_DEPENDS})
  endif()
endfunction()

heddle_add_check(heddle-check ARGS ${HEDDLE_CHECK_ARGS})
