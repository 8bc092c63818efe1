/** A UUIDv7 (RFC 9562) in lower case: the millisecond of the press, then 74 random bits. */
export function uuidv7(millis, random = crypto.getRandomValues(new Uint8Array(10))) {
  const time = Math.floor(millis).toString(16).padStart(12, '0').slice(-12);
  const bytes = Uint8Array.from(random);
  bytes[0] = 0x70 | (bytes[0] & 0x0f);
  bytes[2] = 0x80 | (bytes[2] & 0x3f);
  const rest = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${time.slice(0, 8)}-${time.slice(8)}-${rest.slice(0, 4)}-${rest.slice(4, 8)}-${rest.slice(8)}`;
}
