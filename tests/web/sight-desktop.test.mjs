// Every view on a desktop and on the wall, in Chinese: nothing that axe finds, nothing wider than the screen; pictures of all.
import { tour } from "./support/tour.mjs";

tour("desktop", "zh", ["desktop", "wall"]);
