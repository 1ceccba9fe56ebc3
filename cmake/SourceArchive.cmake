# Run by cpack (generator External): the archive of what the commit holds or, outside of git, of the folder, less what
# is built. CPack's own archives have the order of the file system; this one is sorted.
set(source "${CPACK_HEDDLE_SOURCE}")
set(stage "${CPACK_TEMPORARY_DIRECTORY}/${CPACK_SOURCE_PACKAGE_FILE_NAME}")
set(archive "${CPACK_PACKAGE_DIRECTORY}/${CPACK_SOURCE_PACKAGE_FILE_NAME}.tar.xz")
file(REMOVE_RECURSE "${stage}")
file(MAKE_DIRECTORY "${stage}")
execute_process(COMMAND git -C "${source}" rev-parse --show-toplevel OUTPUT_VARIABLE top
                OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE no_git)
if(NOT no_git AND top STREQUAL source)
  execute_process(COMMAND git -C "${source}" archive --format=tar -o "${stage}.tar" HEAD COMMAND_ERROR_IS_FATAL ANY)
  file(ARCHIVE_EXTRACT INPUT "${stage}.tar" DESTINATION "${stage}")
else()
  file(GLOB all LIST_DIRECTORIES true RELATIVE "${source}" "${source}/*" "${source}/.*")
  list(REMOVE_ITEM all . .. build out .git .source-date-epoch)
  foreach(name ${all})
    file(COPY "${source}/${name}" DESTINATION "${stage}" PATTERN node_modules EXCLUDE PATTERN .heddle EXCLUDE)
  endforeach()
endif()
set(date "")
if(NOT "$ENV{SOURCE_DATE_EPOCH}" STREQUAL "")
  file(WRITE "${stage}/.source-date-epoch" "$ENV{SOURCE_DATE_EPOCH}\n")
  set(date "--mtime=@$ENV{SOURCE_DATE_EPOCH}")
endif()
execute_process(COMMAND tar --sort=name ${date} --owner=0 --group=0 --numeric-owner "--mode=u+rw,go+r,go-w" --format=gnu
                        -cJf "${archive}" "${CPACK_SOURCE_PACKAGE_FILE_NAME}"
                WORKING_DIRECTORY "${CPACK_TEMPORARY_DIRECTORY}" COMMAND_ERROR_IS_FATAL ANY)
set(CPACK_EXTERNAL_BUILT_PACKAGES "${archive}")
