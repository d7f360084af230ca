#!lua name=shaodao_1

-- Everything that changes the journal, its snapshots or its lease, each step all or none. The number in the names
-- goes up with every change of meaning, so that an old and a new dispatcher can use one Redis
-- while a new release is brought in.
--
-- Ids and heads are compared as text: numbers in Lua are exact to 2^53 only.

local function last_id(stream)
  if redis.call('EXISTS', stream) == 0 then return '0-0' end
  -- Not the last entry's id: that would be wrong after a full trim.
  local info = redis.call('XINFO', 'STREAM', stream)
  for i = 1, #info, 2 do
    if info[i] == 'last-generated-id' then return info[i + 1] end
  end
end

-- The error reply when the head is not `expected`, "<id> <token>"; else nothing.
local function fence(head_key, expected)
  local head = redis.call('GET', head_key) or '0-0 '
  if head ~= expected then
    return redis.error_reply('FENCED the head is "' .. head .. '", not "' .. expected .. '"')
  end
end

-- XADD is the only step that can fail, so it comes first: after it the head always moves.
local function write(stream, head_key, id, bytes, hash, token)
  local added = redis.pcall('XADD', stream, id, 'r', bytes, 'h', hash)
  if type(added) == 'table' and added.err then
    if string.find(added.err, 'equal or smaller', 1, true) then
      return redis.error_reply('NOTABOVE ' .. id .. ' is not above the last id ' .. last_id(stream))
    end
    return added
  end
  redis.call('SET', head_key, id .. ' ' .. token)
  return redis.status_reply('OK')
end

-- KEYS stream head residents rewrite; ARGV expected-head id bytes hash, then when keys of whistles
-- come or go with it: how many come, each one's id and what is kept of it, the ids of those that go.
-- The token afterwards is the hash.
local function append(keys, args)
  local fenced = fence(keys[2], args[1])
  if fenced then return fenced end
  local written = write(keys[1], keys[2], args[2], args[3], args[4], args[4])
  if written.err or #args == 4 then return written end
  local last_made = 5 + 2 * tonumber(args[5])
  for i = 6, last_made, 2 do redis.call('HSET', keys[3], args[i], args[i + 1]) end
  for i = last_made + 1, #args do
    redis.call('HDEL', keys[3], args[i])
    redis.call('SET', keys[4], args[2])
  end
  return written
end

-- KEYS stream head; ARGV expected-head id bytes nonce. The token afterwards is the nonce. A claim
-- also demands that the head is the stream's last entry: after a Redis was rewound or its keys
-- were altered one by one, nobody leads before an operator has looked.
local function claim(keys, args)
  local fenced = fence(keys[2], args[1])
  if fenced then return fenced end
  local last = last_id(keys[1])
  local head_id = string.match(args[1], '^%S+')
  if last ~= head_id then
    return redis.error_reply('INCONSISTENT the head says ' .. head_id ..
                             ', the last id of the stream is ' .. last)
  end
  return write(keys[1], keys[2], args[2], args[3], '', args[4])
end

-- KEYS head manifests chunk...; ARGV expected-head manifests number-of-chunks. So many of the chunks
-- are the new snapshot's and stay, the others are of one that counts no longer. A chunk that went
-- away shows before anything is changed.
local function snapshot(keys, args)
  local fenced = fence(keys[1], args[1])
  if fenced then return fenced end
  local last_new = 2 + tonumber(args[3])
  for i = 3, last_new do
    if redis.call('EXISTS', keys[i]) == 0 then
      return redis.error_reply('TORN ' .. keys[i] .. ' is missing')
    end
  end
  for i = 3, last_new do redis.call('PERSIST', keys[i]) end
  redis.call('SET', keys[2], args[2])
  for i = last_new + 1, #keys do redis.call('UNLINK', keys[i]) end
  return redis.status_reply('OK')
end

-- KEYS stream head trimmed; ARGV expected-head first-id-to-stay last-trimmed
local function trim(keys, args)
  local fenced = fence(keys[2], args[1])
  if fenced then return fenced end
  redis.call('XTRIM', keys[1], 'MINID', args[2])
  redis.call('SET', keys[3], args[3])
  return redis.status_reply('OK')
end

-- KEYS lease; ARGV nonce milliseconds. A lease that lasts longer than any is given for was held when
-- the clock of Redis was set back; nobody may renew it any more, and it must not last that long.
local function lease_take(keys, args)
  local holder = redis.call('GET', keys[1])
  if holder and holder ~= args[1] then
    if redis.call('PTTL', keys[1]) > tonumber(args[2]) then
      redis.call('PEXPIRE', keys[1], args[2])
    end
    return 0
  end
  redis.call('SET', keys[1], args[1], 'PX', args[2])
  return 1
end

local function lease_renew(keys, args)
  if redis.call('GET', keys[1]) ~= args[1] then return 0 end
  return redis.call('PEXPIRE', keys[1], args[2])
end

local function lease_release(keys, args)
  if redis.call('GET', keys[1]) ~= args[1] then return 0 end
  -- Expired at once rather than by DEL, which no user of Redis needs then.
  return redis.call('PEXPIRE', keys[1], 0)
end

-- Whether id a is above id b, compared by their parts: a longer number is a greater one.
local function above(a, b)
  local a1, a2 = string.match(a, '^(%d+)-(%d+)$')
  local b1, b2 = string.match(b, '^(%d+)-(%d+)$')
  local function greater(x, y) return #x > #y or (#x == #y and x > y) end
  if a1 ~= b1 then return greater(a1, b1) end
  return greater(a2, b2)
end

-- Whether the stream holds the entry with this chain hash, or begins after it.
local function on_stream(stream, id, hash)
  local found = redis.call('XRANGE', stream, id, id)[1]
  if found then return found[2][4] == hash end
  local first = redis.call('XRANGE', stream, '-', '+', 'COUNT', 1)[1]
  return not first or above(first[1], id)
end

-- KEYS restored; ARGV number-of-entries-before, then id, bytes and hash of each entry. The number
-- keeps two who restore at once from mixing what they write.
local function restore_add(keys, args)
  if redis.call('XLEN', keys[1]) ~= tonumber(args[1]) then
    return redis.error_reply('TORN ' .. keys[1] .. ' does not hold ' .. args[1] .. ' entries')
  end
  for i = 2, #args, 3 do
    redis.call('XADD', keys[1], args[i], 'r', args[i + 1], 'h', args[i + 2])
  end
  return redis.status_reply('OK')
end

-- KEYS restored stream head, and others that only a journal has; ARGV number-of-entries id token.
-- Neither of the two commands that write can overwrite anything, whoever calls them.
local function restore_finish(keys, args)
  for i = 2, #keys do
    if redis.call('EXISTS', keys[i]) == 1 then
      return redis.error_reply('HELD ' .. keys[i] .. ' is there already')
    end
  end
  if redis.call('XLEN', keys[1]) ~= tonumber(args[1]) or last_id(keys[1]) ~= args[2] then
    return redis.error_reply('TORN ' .. keys[1] .. ' does not hold ' .. args[1] ..
                             ' entries up to ' .. args[2])
  end
  redis.call('RENAMENX', keys[1], keys[2])
  redis.call('SETNX', keys[3], args[2] .. ' ' .. args[3])
  return redis.status_reply('OK')
end

-- KEYS archived stream; ARGV id hash. Forward only, unless what the mark names was lost when the
-- stream was rewound (archive_mark.hpp).
local function archived(keys, args)
  local id, hash = args[1], args[2]
  local before = redis.call('GET', keys[1])
  if before == id .. ' ' .. hash then return redis.status_reply('OK') end
  if above(id, last_id(keys[2])) or not on_stream(keys[2], id, hash) then
    return redis.error_reply('NOTTHERE the journal does not hold ' .. id .. ' with the hash ' .. hash)
  end
  if before then
    local was_id, was_hash = string.match(before, '^(%S+) (.*)$')
    local stands = was_id and not above(was_id, last_id(keys[2])) and
                   on_stream(keys[2], was_id, was_hash)
    if stands and not above(id, was_id) then return redis.status_reply('BEHIND') end
  end
  redis.call('SET', keys[1], id .. ' ' .. hash)
  return redis.status_reply('OK')
end

redis.register_function('shaodao_1_append', append)
redis.register_function('shaodao_1_claim', claim)
redis.register_function('shaodao_1_snapshot', snapshot)
redis.register_function('shaodao_1_trim', trim)
redis.register_function('shaodao_1_lease_take', lease_take)
redis.register_function('shaodao_1_lease_renew', lease_renew)
redis.register_function('shaodao_1_lease_release', lease_release)
redis.register_function('shaodao_1_archived', archived)
redis.register_function('shaodao_1_restore_add', restore_add)
redis.register_function('shaodao_1_restore_finish', restore_finish)
