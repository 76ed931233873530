# The owner's home page.
insight-home = Home
insight-good-morning = Good morning, { $name }
insight-good-afternoon = Good afternoon, { $name }
insight-good-evening = Good evening, { $name }
insight-search = Order number, phone, name…

# What is open now.
insight-in-transit = On the way now
insight-not-handed-over =
    { $n ->
         [one] { $n } of them is still with you
        *[other] { $n } of them are still with you
    }
insight-late-now = Late now
insight-past-promise = past their promised day
insight-none-late = none past its promise
insight-in-trouble = Need attention
insight-need-you = stopped on the way
insight-none-in-trouble = nothing is stuck
insight-cash-owed = Cash owed to you, { $currency }
insight-cash-owed-note = collected by carriers
insight-nothing-owed = all settled
insight-and = and { $amounts }
insight-needs-you = Needs you now
insight-all-in-trouble = See all
insight-shipment = Parcel
insight-what-happened = What happened
insight-customer = Customer
insight-since = Since

# The period.
insight-period = Period
insight-days =
    { $n ->
         [one] { $n } day
        *[other] { $n } days
    }
insight-last-days =
    { $n ->
         [one] Last day
        *[other] Last { $n } days
    }
insight-from-to = { $first } to { $last }
insight-days-compared = { $days }, compared with as many days before
insight-compared = Compared with as many days before
insight-not-compared = Your figures begin after the days before, so nothing is compared
insight-historical = There is nothing newer than { $day }, so the figures end on that day.
insight-other-days = Other days
insight-from = From
insight-to = To
insight-show = Show

# Figures and how they moved.
insight-orders = Orders
insight-sales = Sales with VAT, { $currency }
insight-on-time = Delivered on time
insight-days-to-deliver = Days to deliver, median
insight-nine-of-ten = 9 of 10 within { $days }
insight-or-more = { $days } or more
insight-none = —
insight-of-all = { $part } of { $all }
insight-no-promises = nothing promised was delivered
insight-none-delivered = nothing was delivered
insight-as-before = the same as before
insight-more = ▲ { $share } more than before
insight-less = ▼ { $share } less than before
insight-better = ▲ { $points } points better than before
insight-worse = ▼ { $points } points worse than before
insight-faster = ▼ { $days } days faster than before
insight-slower = ▲ { $days } days slower than before

# Over time.
insight-orders-by-day = Orders by day
insight-orders-by-week = Orders by week
insight-orders-by-four-weeks = Orders by four weeks
insight-cancelled =
    { $n ->
         [one] { $n } cancelled
        *[other] { $n } cancelled
    }
insight-no-orders = No orders were placed in these days.
insight-on-time-by-day = On time by day
insight-on-time-by-week = On time by week
insight-on-time-by-four-weeks = On time by four weeks
insight-came-late =
    { $n ->
         [one] { $n } came late
        *[other] { $n } came late
    }
insight-too-few-points = Too few promised parcels were delivered to draw a line.

# Lanes.
insight-worst-lanes = Lanes that come late
insight-lane = Lane
insight-from-place-to-place = { $from } to { $to }
insight-lane-late = Late
insight-late-of-all =
    { $late ->
         [one] { $late } of { $all }
        *[other] { $late } of { $all }
    }
insight-lane-share = Share
insight-lane-days = Days, mean
insight-no-late-lanes = No parcel came late on any lane with enough parcels to judge.
insight-no-ranked-lanes = No lane had enough parcels to judge.
insight-lanes-how =
    { $min ->
         [one] Ordered by the share of late parcels we can be sure of; a lane needs { $min } parcel.
        *[other] Ordered by the share of late parcels we can be sure of; a lane needs { $min } parcels.
    }
insight-lanes-unranked =
    { $parcels ->
         [one] { $parcels } parcel went by smaller lanes and is not judged here.
        *[other] { $parcels } parcels went by smaller lanes and are not judged here.
    }

# A new shop.
insight-new-title = Your shop is open
insight-new-text = As soon as the first order comes in, this page shows what is on its way, what is late and what you sold.
insight-new-by-api = Send an order by API
insight-new-orders = Go to orders
insight-new-import = Coming from another system? Bring your past orders with

# Errors.
error-insight-bad_days = Ask for 1 to { $max } days; { $usual } is usual.
error-insight-bad_date = This isn’t a date. Write it as 2026-11-22.
error-insight-period_backwards = The period ends before it begins. Swap the two dates.
error-insight-period_too_long = A period may have { $max } days at most. Choose a shorter one.
