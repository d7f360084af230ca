// Starts the application: language and theme first, so that the first picture is the right one.
import { createApp } from "vue";
import App from "./App.vue";
import { tellDocument } from "./i18n";
import { applyTheme } from "./theme";
import "./theme.css";

tellDocument();
applyTheme();
createApp(App).mount("#app");
