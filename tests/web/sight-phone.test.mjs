// Every view on a phone, in English: nothing that axe finds, nothing wider than 360 pixels; pictures of all.
import { tour } from "./support/tour.mjs";

tour("phone", "en", ["phone"]);
