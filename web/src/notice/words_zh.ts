// notice/words_zh.ts – sentences of notices.
export const noticeZh = {
  "notice.title": "公示、通知",
  "notice.lead": "村里、镇里贴出来的，到期就撤下。",
  "notice.none": "现在没有公示和通知。",
  "notice.from": "{day} 贴出",
  "notice.by": "谁贴的",
  "notice.shown": "贴多久",
  "notice.withdrawn": "{day} 已经撤下",
  "notice.over": "这张公示到期撤下了，内容不再显示。",
  "notice.gone": "这张公示已经到期撤下，或者没有这一张。",
  "notice.say": "我有话说",
};
