// kit/staff_zh.ts – sentences of the workbench: what forms, pickers and every page say.
export const kitStaffZh = {
  "keys.title": "键盘",
  "keys.single": "用单个按键操作",
  "keys.single_hint": "和读屏软件、输入法冲突时可以关掉。Tab 和回车总是能用。",
  "keys.close": "知道了",
  "keys.next": "下一件",
  "keys.before": "上一件",
  "keys.open": "打开",
  "keys.search": "找",
  "keys.filter": "打开或收起筛选",
  "keys.scope": "换一组看",
  "keys.help": "看这张表",
  "keys.back": "回到待办",
};
