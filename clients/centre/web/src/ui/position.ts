// Where this device is, asked for by a person each time and never by itself. Degrees, as the device gives them.
import { t } from "../i18n";

export interface Spot {
  lon: number;
  lat: number;
  /** Metres. */
  accuracy: number;
}

const patience_ms = 15_000;

/** Rejects with an Error whose message says in words why not. */
export function locate(): Promise<Spot> {
  return new Promise((resolve, reject) => {
    if (!("geolocation" in navigator) || !window.isSecureContext) return reject(new Error(t("position.none")));
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => resolve({ lon: rounded(coords.longitude), lat: rounded(coords.latitude), accuracy: Math.ceil(coords.accuracy) }),
      (why) => reject(new Error(t(why.code === why.PERMISSION_DENIED ? "position.denied" : "position.failed"))),
      { enableHighAccuracy: true, timeout: patience_ms, maximumAge: 30_000 },
    );
  });
}

/** Five decimals are a metre. */
function rounded(degrees: number): number {
  return Math.round(degrees * 1e5) / 1e5;
}

/** As text, for a field of words: "116.65432, 40.13012（±20 米）". */
export function spotText(spot: Spot): string {
  return t("position.text", { lon: spot.lon.toFixed(5), lat: spot.lat.toFixed(5), m: spot.accuracy });
}
