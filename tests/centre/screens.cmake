# shao-screens: many open pages beside the programs that are shipped (screens_bench.cpp).
shao_program(shao-screens SOURCES ${CMAKE_CURRENT_LIST_DIR}/screens_bench.cpp ${CMAKE_CURRENT_LIST_DIR}/herd.cpp
             LIBRARIES shao_stack shao_client)
add_dependencies(shao-screens shao shao-dispatcher shao-broker shao-centre)
