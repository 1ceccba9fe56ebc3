# What `cmake --install` and the Debian package contain: the binary, the probe, rules, docs, man pages.
# HeddlePackage.cmake makes the packages.

if(NOT TARGET heddle)
  return()
endif()

# Man pages are made from the option tables of the binary itself.
set(man_dir "${CMAKE_BINARY_DIR}/man")
add_custom_command(OUTPUT "${man_dir}/heddle.1"
  COMMAND ${CMAKE_COMMAND} -DHEDDLE=$<TARGET_FILE:heddle> -DOUT=${man_dir}
          -P "${CMAKE_SOURCE_DIR}/cmake/ManPages.cmake"
  DEPENDS heddle "${CMAKE_SOURCE_DIR}/cmake/ManPages.cmake" COMMENT "Man pages" VERBATIM)
add_custom_target(man ALL DEPENDS "${man_dir}/heddle.1")
# So are completions for the shells.
set(completion_dir "${CMAKE_BINARY_DIR}/completions")
file(GLOB completions CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/cmake/completions/*")
add_custom_command(OUTPUT "${completion_dir}/heddle.bash" "${completion_dir}/_heddle" "${completion_dir}/heddle.fish"
  COMMAND ${CMAKE_COMMAND} -DHEDDLE=$<TARGET_FILE:heddle> -DOUT=${completion_dir}
          -P "${CMAKE_SOURCE_DIR}/cmake/Completions.cmake"
  DEPENDS heddle ${completions} "${CMAKE_SOURCE_DIR}/cmake/Completions.cmake" COMMENT "Completions" VERBATIM)
add_custom_target(completions ALL DEPENDS "${completion_dir}/heddle.bash")

install(TARGETS heddle RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}")
install(TARGETS heddle_frontend LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}/heddle")
if(TARGET heddle_probe)
  # In the library folder itself, so that LD_PRELOAD=libheddle_probe.so needs no path. The binary looks there.
  install(TARGETS heddle_probe LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}")
  target_compile_definitions(hd_collector PRIVATE "HEDDLE_PROBE_DIR=\"${CMAKE_INSTALL_LIBDIR}\"")
endif()
# The header that programs are annotated with, and how pkg-config and CMake find it: there is nothing to link.
install(DIRECTORY include/heddle DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}" FILES_MATCHING PATTERN "*.h")
configure_file(cmake/heddle.pc.in "${CMAKE_BINARY_DIR}/gen/heddle.pc" @ONLY)
install(FILES "${CMAKE_BINARY_DIR}/gen/heddle.pc" DESTINATION "${CMAKE_INSTALL_DATADIR}/pkgconfig")
include(CMakePackageConfigHelpers)
write_basic_package_version_file("${CMAKE_BINARY_DIR}/gen/HeddleConfigVersion.cmake"
                                 COMPATIBILITY SameMajorVersion ARCH_INDEPENDENT)
install(FILES cmake/HeddleConfig.cmake cmake/Heddle.cmake "${CMAKE_BINARY_DIR}/gen/HeddleConfigVersion.cmake"
        DESTINATION "${CMAKE_INSTALL_DATADIR}/cmake/Heddle")
# The rules are in the binary too; these are to read, to copy and to start a pack of one's own from.
install(DIRECTORY rules/ DESTINATION "${CMAKE_INSTALL_DATADIR}/heddle/rules" FILES_MATCHING PATTERN "*.yml")
install(DIRECTORY docs/ DESTINATION "${CMAKE_INSTALL_DOCDIR}" FILES_MATCHING PATTERN "*.md" PATTERN "*.svg" PATTERN "*.png"
        PATTERN man EXCLUDE)
install(FILES README.md CHANGELOG.md DESTINATION "${CMAKE_INSTALL_DOCDIR}")
# The unit names the binary by its whole path, which is known only now.
install(CODE "
  file(READ \"${CMAKE_SOURCE_DIR}/contrib/heddle-serve.service\" unit)
  string(REPLACE \"/usr/bin/\" \"\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_BINDIR}/\" unit \"\${unit}\")
  string(REPLACE \"/usr/share/doc/heddle\" \"\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_DOCDIR}\" unit \"\${unit}\")
  file(WRITE \"${CMAKE_BINARY_DIR}/gen/heddle-serve.service\" \"\${unit}\")")
install(FILES "${CMAKE_BINARY_DIR}/gen/heddle-serve.service" DESTINATION lib/systemd/system)
install(FILES action.yml ci/heddle.gitlab-ci.yml .pre-commit-hooks.yaml DESTINATION "${CMAKE_INSTALL_DOCDIR}/ci")
install(FILES LICENSE DESTINATION "${CMAKE_INSTALL_DOCDIR}" RENAME copyright)
install(DIRECTORY examples DESTINATION "${CMAKE_INSTALL_DOCDIR}")
install(FILES "${completion_dir}/heddle.bash" RENAME heddle
        DESTINATION "${CMAKE_INSTALL_DATADIR}/bash-completion/completions")
install(FILES "${completion_dir}/_heddle" DESTINATION "${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions")
install(FILES "${completion_dir}/heddle.fish" DESTINATION "${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d")
# What it is made of. Only now is it asked: it takes a second, and nobody needs it before.
install(CODE "
  execute_process(COMMAND \"${HEDDLE_NODE}\" \"${CMAKE_SOURCE_DIR}/tools/sbom.mjs\" ${PROJECT_VERSION} Apache-2.0
                          \"${CMAKE_SOURCE_DIR}/web/package-lock.json\" \"${CMAKE_BINARY_DIR}/gen/heddle.cdx.json\"
                          \"$<TARGET_FILE:heddle>\" \"$<TARGET_FILE:heddle_frontend>\" \"$<TARGET_FILE:heddle_probe>\"
                          \"${SUPCXX_LIBRARY}\"
                  COMMAND_ERROR_IS_FATAL ANY)")
install(FILES "${CMAKE_BINARY_DIR}/gen/heddle.cdx.json" DESTINATION "${CMAKE_INSTALL_DOCDIR}")
install(DIRECTORY "${man_dir}/" DESTINATION "${CMAKE_INSTALL_MANDIR}/man1" FILES_MATCHING PATTERN "*.1")
