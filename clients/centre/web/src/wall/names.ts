// Short names for places where the whole one does not fit: a tile of the map, a cell of the presence, a row read across a room. What is
// left out is what everybody there shares. Pure, so that both languages can be tested; short.ts asks the directory.

const endings = [/(?<=..)街道$/, /(?<=.)地区$/, /(?<=..)镇$/, /(?<=..)乡$/];

/** 胜利街道 is 胜利, 大孙各庄镇 is 大孙各庄, 杨镇 stays 杨镇. */
export function shortStreet(zh: string): string {
  for (const ending of endings) if (ending.test(zh)) return zh.replace(ending, "");
  return zh;
}

/** Shènglì Jiēdào is Shènglì; Yángzhèn stays. */
export function shortStreetEnglish(en: string): string {
  return en.replace(/ (Jiēdào|Zhèn|Xiāng|Subdistrict|Town|Township|Area)$/u, "");
}

/** 顺义区水务局 is 水务局, 公安交管局顺义交通支队 is 公安交管局交通支队; what stands in brackets goes. `place` is 顺义. */
export function shortDepartment(zh: string, place: string): string {
  const bare = zh.replace(/[（(].*?[）)]/gu, "");
  if (place === "") return bare || zh;
  return bare.replace(new RegExp(`^(北京市)?${place}区?`, "u"), "").replace(new RegExp(`${place}(?=分局|支队|交通)`, "u"), "") || zh;
}

/** 顺义, when a fifth of the departments or more have names that begin with it; else nothing. */
export function sharedPlace(departments: readonly string[]): string {
  const heads = new Map<string, number>();
  for (const name of departments) {
    const head = name.slice(0, 2);
    heads.set(head, (heads.get(head) ?? 0) + 1);
  }
  const [most] = [...heads].sort((a, b) => b[1] - a[1]);
  return most && most[1] >= 3 && most[1] * 5 >= departments.length ? most[0] : "";
}
