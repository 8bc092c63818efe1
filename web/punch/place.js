// Where the device is: asked at the press only, and only where the employer wants it.

/** So long a punch waits for its place; with the browser's own question open, somewhat longer. */
const KNOWN_MILLIS = 5_000;
const ASKED_MILLIS = 20_000;

/** How long to wait for the place; 0 where it cannot be had. */
export async function placePatience() {
  if (!navigator.geolocation) return 0;
  const permission = await navigator.permissions?.query({ name: 'geolocation' }).catch(() => null);
  if (permission?.state === 'denied') return 0;
  return permission?.state === 'granted' ? KNOWN_MILLIS : ASKED_MILLIS;
}

/** The place as the contract's evidence, or null. */
export function findPlace(patienceMillis) {
  return new Promise((resolve) => {
    setTimeout(() => resolve(null), patienceMillis);
    navigator.geolocation.getCurrentPosition(
      ({ coords: { latitude, longitude, accuracy } }) =>
        resolve({
          latitude,
          longitude,
          ...(accuracy >= 0 && accuracy <= 1_000_000 && { accuracyMeters: Math.round(accuracy) }),
        }),
      () => resolve(null),
      { enableHighAccuracy: true, timeout: patienceMillis, maximumAge: 30_000 },
    );
  });
}
