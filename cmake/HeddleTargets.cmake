# Build settings shared by all folders, and heddle_library().

option(HEDDLE_BUILD_TESTS "Build tests, examples and benchmarks" ON)
option(HEDDLE_WERROR "Treat warnings as errors" OFF)
set(HEDDLE_SANITIZE "" CACHE STRING "Sanitizers for everything but the probe, e.g. address,undefined")
option(HEDDLE_COVERAGE "Instrument for coverage" OFF)
option(HEDDLE_FUZZ "Build the libFuzzer targets (needs clang)" OFF)

set(CMAKE_C_STANDARD 17)
set(CMAKE_C_STANDARD_REQUIRED ON)
set(CMAKE_C_EXTENSIONS ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "" FORCE)
endif()
# One place for the results: the binary finds the probe beside itself.
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")
set(CMAKE_LIBRARY_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/lib")

find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
pkg_check_modules(JANSSON REQUIRED IMPORTED_TARGET jansson)
pkg_check_modules(XXHASH REQUIRED IMPORTED_TARGET libxxhash)
pkg_check_modules(SQLITE REQUIRED IMPORTED_TARGET sqlite3)
pkg_check_modules(YAML REQUIRED IMPORTED_TARGET yaml-0.1)
pkg_check_modules(DW REQUIRED IMPORTED_TARGET libdw libelf)
pkg_check_modules(GVC REQUIRED IMPORTED_TARGET libgvc libcgraph)
pkg_check_modules(MICROHTTPD REQUIRED IMPORTED_TARGET libmicrohttpd)
pkg_check_modules(ZLIB REQUIRED IMPORTED_TARGET zlib)

# The demangler: the C++ run time's static part, one file of C that needs nothing else, so that no program of ours loads
# libstdc++ for it. It comes with g++ and with clang++ alike.
execute_process(COMMAND "${CMAKE_C_COMPILER}" -print-file-name=libsupc++.a
                OUTPUT_VARIABLE SUPCXX_LIBRARY OUTPUT_STRIP_TRAILING_WHITESPACE)
if(NOT IS_ABSOLUTE "${SUPCXX_LIBRARY}")
  message(FATAL_ERROR "libsupc++.a not found: install g++ (Debian: libstdc++-12-dev)")
endif()

# libclang has no pkg-config file; Debian puts each version under /usr/lib/llvm-N.
find_path(LIBCLANG_INCLUDE clang-c/Index.h
          PATHS /usr/lib/llvm-19/include /usr/lib/llvm-20/include NO_DEFAULT_PATH REQUIRED)
find_library(LIBCLANG_LIBRARY NAMES clang-19 clang
             PATHS /usr/lib/llvm-19/lib /usr/lib/llvm-20/lib NO_DEFAULT_PATH REQUIRED)

add_library(heddle_flags INTERFACE)
target_include_directories(heddle_flags INTERFACE "${CMAKE_SOURCE_DIR}" "${CMAKE_BINARY_DIR}/gen")
target_compile_definitions(heddle_flags INTERFACE _GNU_SOURCE
                           "HEDDLE_VERSION=\"${PROJECT_VERSION}\"")
target_compile_options(heddle_flags INTERFACE -Wall -Wextra -Wshadow -Wstrict-prototypes
  -Wmissing-prototypes -Wold-style-definition -Wvla -Wpointer-arith -Wwrite-strings
  -Wno-unused-parameter -Wno-missing-field-initializers
  -fno-strict-aliasing -ffile-prefix-map=${CMAKE_SOURCE_DIR}=. -ffile-prefix-map=${CMAKE_BINARY_DIR}=build $<$<BOOL:${HEDDLE_WERROR}>:-Werror>)
# Hardening, as Debian's hardening=+all has it; the test package.hardening reads it off the results.
# _FORTIFY_SOURCE needs optimisation, and sanitizers do not go with it.
if(NOT HEDDLE_SANITIZE AND NOT CMAKE_BUILD_TYPE STREQUAL "Debug")
  target_compile_options(heddle_flags INTERFACE -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2)
endif()
target_compile_options(heddle_flags INTERFACE -fstack-protector-strong -Wformat -Werror=format-security
  $<$<NOT:$<BOOL:$<TARGET_PROPERTY:POSITION_INDEPENDENT_CODE>>>:-fPIE>)
target_link_options(heddle_flags INTERFACE -Wl,-z,relro,-z,now,-z,noexecstack
  $<$<STREQUAL:$<TARGET_PROPERTY:TYPE>,EXECUTABLE>:-pie>)
include(CheckCCompilerFlag)
foreach(flag stack-clash-protection cf-protection)
  string(MAKE_C_IDENTIFIER "HEDDLE_HAVE_${flag}" have)
  check_c_compiler_flag(-f${flag} ${have})
  if(${have})
    target_compile_options(heddle_flags INTERFACE -f${flag})
  endif()
endforeach()

# Everything but the probe, which runs inside other people's programs, may be instrumented.
add_library(heddle_instrument INTERFACE)
if(HEDDLE_SANITIZE)
  if(HEDDLE_SANITIZE MATCHES "address|thread") # clang has no macro that says so
    target_compile_definitions(heddle_instrument INTERFACE HEDDLE_SHADOW_MEMORY)
  endif()
  target_compile_options(heddle_instrument INTERFACE -fsanitize=${HEDDLE_SANITIZE}
                         -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(heddle_instrument INTERFACE -fsanitize=${HEDDLE_SANITIZE})
endif()
if(HEDDLE_COVERAGE)
  target_compile_options(heddle_instrument INTERFACE --coverage)
  target_link_options(heddle_instrument INTERFACE --coverage)
endif()
if(HEDDLE_FUZZ)
  target_compile_options(heddle_instrument INTERFACE -fsanitize=fuzzer-no-link)
endif()

# heddle_library(NAME [LINKS lib...] [SUBDIRS dir...]): a static library of all .c files here (and
# in SUBDIRS).
function(heddle_library name)
  cmake_parse_arguments(ARG "" "" "LINKS;SUBDIRS" ${ARGN})
  set(patterns "${CMAKE_CURRENT_SOURCE_DIR}/*.c")
  foreach(d ${ARG_SUBDIRS})
    list(APPEND patterns "${CMAKE_CURRENT_SOURCE_DIR}/${d}/*.c")
  endforeach()
  file(GLOB sources CONFIGURE_DEPENDS ${patterns})
  if(NOT sources) # a folder whose first file is not written yet
    set(sources "${CMAKE_BINARY_DIR}/gen/empty.c")
    file(WRITE "${sources}" "typedef int heddle_empty;\n")
  endif()
  add_library(${name} STATIC ${sources})
  target_link_libraries(${name} PUBLIC heddle_flags heddle_instrument ${ARG_LINKS})
endfunction()
