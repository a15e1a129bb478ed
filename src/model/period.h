// model/period.h – a legal or county period. Thread safety: value.
#pragma once

#include <boost/describe.hpp>

namespace linli {

enum class PeriodUnit { workday, work_hour, day, hour };
BOOST_DESCRIBE_ENUM(PeriodUnit, workday, work_hour, day, hour)

// `amount` of `unit`; the start day is not counted for days and workdays (民法典 Art. 201).
struct Period {
  int amount = 0;
  PeriodUnit unit = PeriodUnit::workday;
  bool operator==(const Period&) const = default;
};
BOOST_DESCRIBE_STRUCT(Period, (), (amount, unit))

}  // namespace linli
