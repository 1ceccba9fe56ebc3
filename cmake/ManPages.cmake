# Writes OUT/heddle.1 and one page per command: the binary HEDDLE prints them from its option tables.
file(MAKE_DIRECTORY "${OUT}")
execute_process(COMMAND "${HEDDLE}" --help-man OUTPUT_VARIABLE page COMMAND_ERROR_IS_FATAL ANY)
string(REGEX MATCHALL "BR heddle\\\\-[a-z]+ \\(1\\)" rows "${page}")
foreach(row ${rows})
  string(REGEX REPLACE ".*-([a-z]+) .*" "\\1" command "${row}")
  execute_process(COMMAND "${HEDDLE}" ${command} --help-man OUTPUT_FILE "${OUT}/heddle-${command}.1"
                  COMMAND_ERROR_IS_FATAL ANY)
endforeach()
# Last: its time tells whether all pages are made.
file(WRITE "${OUT}/heddle.1" "${page}")
