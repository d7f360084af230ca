// The title of the window: the page and, before it, what a page wants noticed from another tab ("(3)").
import { shallowRef } from "vue";

/** Stands before the page's name in the window's title: "(3)" of three new ones. Empty for nothing. */
export const titleMark = shallowRef("");
