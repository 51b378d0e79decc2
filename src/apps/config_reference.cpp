// Prints the key reference kept as configs/README.md.
#include <iostream>

#include "config/run_config.h"

int main() { std::cout << mmoe::config_reference(); }
