-- wrk -s companies.lua URL -- PATH IDS.txt [ETAG]: asks for PATH with @ replaced by the ids, in a random order; with an
-- ETAG only for what is newer, which nothing is.
local requests, position = {}, 0

function init(arguments)
  math.randomseed(42)
  local ids = {}
  for id in io.lines(arguments[2]) do ids[#ids + 1] = id end
  local headers = arguments[3] and { ["If-None-Match"] = arguments[3] } or nil
  for number = 1, 4000 do
    requests[number] = wrk.format("GET", (arguments[1]:gsub("@", ids[math.random(#ids)])), headers)
  end
end

function request()
  position = position % #requests + 1
  return requests[position]
end
