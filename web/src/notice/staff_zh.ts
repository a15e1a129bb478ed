// notice/staff_zh.ts – sentences of the workbench: notices.
export const noticeStaffZh = {
  "post.lead": "贴在村里、镇里的公示和通知。发出后谁都能看到，到了日子自动撤下，随时也能提前撤。",
  "post.what": "标题",
  "post.text": "内容",
  "post.text_hint": "不写别人的姓名、电话、身份证号。公布本单位电话可以。",
  "post.where": "贴在哪里",

  "notice.as_read": "看大家看到的样子",

  "post.all": "下面都贴",
  "post.until": "贴到哪天(含当天)",
  "post.need_what": "请写标题。",
  "post.need_text": "请写内容。",
  "post.need_until": "请选今天或以后的一天。",
  "post.go": "发出",
  "post.done": "已经贴出，编号 {number}，{day} 撤下。",
  "post.see": "去看看",
  "post.take_down": "提前撤下",
  "post.another": "再发一张",
};
