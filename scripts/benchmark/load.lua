-- Tells wrk what to send, and prints the result as one line of JSON.
--   wrk … URL             gets URL
--   wrk … URL -- login    posts console logins of 256 people in turn
--   wrk … URL -- fields NAME VALUE …    gets URL with these fields
--   wrk … URL -- post BODY NAME VALUE … posts BODY to URL with these fields
local logins = {}
local turn = 0

function init(arguments)
   local first = 2
   if arguments[1] == "post" then
      wrk.method, wrk.body, first = "POST", arguments[2], 3
   end
   if arguments[1] == "fields" or arguments[1] == "post" then
      for index = first, #arguments - 1, 2 do wrk.headers[arguments[index]] = arguments[index + 1] end
   end
   if arguments[1] ~= "login" then return end
   for person = 1, 256 do
      local fields = {
         Host = wrk.headers.Host,
         Accept = "application/json",
         ["Content-Type"] = "application/json",
         ["X-Remote-User"] = "warm-" .. person,
      }
      logins[person] = wrk.format("POST", "/console", fields, "{}")
   end
   request = function()
      turn = turn % 256 + 1
      return logins[turn]
   end
end

function done(summary, latency)
   local errors = summary.errors
   print(string.format(
      '{"requests": %d, "microseconds": %d, "failed": %d, "median": %d}',
      summary.requests, summary.duration,
      errors.connect + errors.read + errors.write + errors.status + errors.timeout, latency:percentile(50)))
end
