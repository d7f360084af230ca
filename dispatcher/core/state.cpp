#include "dispatcher/core/decide.hpp"
