// The files of tests share one environment and one copy of the modules, which takes a tenth of the time: each begins as a page does that
// has just been opened.
import { directory } from "./directory";
import { speak } from "./i18n";
import { session } from "./session";

localStorage.clear();
sessionStorage.clear();
document.body.replaceChildren();
directory.value = null;
session.value = null;
speak("zh");
