# find_package(Heddle) gives the target Heddle::annotations: the folder of heddle/heddle.h and nothing to link.
# include(Heddle) works from then on: the target heddle-check.
get_filename_component(heddle_prefix "${CMAKE_CURRENT_LIST_DIR}/../../.." ABSOLUTE)
if(NOT TARGET Heddle::annotations)
  add_library(Heddle::annotations INTERFACE IMPORTED)
  set_target_properties(Heddle::annotations PROPERTIES INTERFACE_INCLUDE_DIRECTORIES "${heddle_prefix}/include")
endif()
unset(heddle_prefix)
list(APPEND CMAKE_MODULE_PATH "${CMAKE_CURRENT_LIST_DIR}")
