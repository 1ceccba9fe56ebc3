# Packages: `cpack -G DEB` in a build folder makes the Debian package, `cpack --config CPackSourceConfig.cmake` the
# source archive, `./dev release` both. The same source gives the same bytes, wherever it lies and whenever it is built:
# paths are cut (HeddleTargets.cmake), and all dates are SOURCE_DATE_EPOCH, which is the date of the commit unless the
# environment says otherwise.

if(NOT TARGET heddle)
  return()
endif()

# An archive brings the date along in a file.
set(epoch "$ENV{SOURCE_DATE_EPOCH}")
if(epoch STREQUAL "" AND EXISTS "${CMAKE_SOURCE_DIR}/.source-date-epoch")
  file(STRINGS "${CMAKE_SOURCE_DIR}/.source-date-epoch" epoch LIMIT_COUNT 1)
elseif(epoch STREQUAL "")
  execute_process(COMMAND git -C "${CMAKE_SOURCE_DIR}" log -1 --format=%ct
                  OUTPUT_VARIABLE epoch OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE no_git)
  if(no_git)
    set(epoch "")
  endif()
endif()
configure_file("${CMAKE_SOURCE_DIR}/cmake/CPackProject.cmake.in" "${CMAKE_BINARY_DIR}/CPackProject.cmake" @ONLY)
set(CPACK_PROJECT_CONFIG_FILE "${CMAKE_BINARY_DIR}/CPackProject.cmake")

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME heddle)
set(CPACK_PACKAGE_VENDOR "The heddle authors")
set(CPACK_PACKAGE_CONTACT "The heddle authors <heddle@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS # whatever the umask
    OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_PRE_BUILD_SCRIPTS "${CMAKE_SOURCE_DIR}/cmake/PackageModes.cmake")
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION devel)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# The compiler's own headers, which libclang needs and does not bring.
set(CPACK_DEBIAN_PACKAGE_DEPENDS libclang-common-19-dev)
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
"Finds deadlocks, leaked threads and timers, and misused locks in C and C++ programs:
 in the source before they run (heddle check), and in the running program
 (heddle run). Both kinds of evidence meet in one SQLite database.")
# The source archive holds what the commit holds (outside of git: the folder, less what is built).
set(CPACK_SOURCE_GENERATOR External)
set(CPACK_EXTERNAL_PACKAGE_SCRIPT "${CMAKE_SOURCE_DIR}/cmake/SourceArchive.cmake")
set(CPACK_SOURCE_PACKAGE_FILE_NAME "heddle-${PROJECT_VERSION}")
set(CPACK_SOURCE_INSTALLED_DIRECTORIES "")
set(CPACK_HEDDLE_SOURCE "${CMAKE_SOURCE_DIR}")
include(CPack)
