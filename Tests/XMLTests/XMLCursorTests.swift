import Testing

@testable import XML

/// What one text is made of. Expat reads all these texts in the same way.
struct XMLCursorTests {
    private func text(_ source: String) throws(XMLError) -> String { try XMLParser().parse(Array(source.utf8)).text }

    @Test(arguments: [
        ("<a>b</a>", "b"), ("<a/>", ""), ("<a />", ""), ("<a></a >", ""), ("<a\n/>", ""), ("\u{feff}<a>b</a>", "b"),
        ("<a>&lt;&gt;&amp;&quot;&apos;</a>", "<>&\"'"), ("<a>&#65;&#x41;&#x000041;&#233;&#x1F600;</a>", "AAAé😀"),
        ("<a>&#9;&#10;&#13;</a>", "\t\n\r"), ("<a>x\r\ny\rz\n</a>", "x\ny\nz\n"), ("<a>\r</a>", "\n"),
        ("<a>]] ]&gt;</a>", "]] ]>"), ("<a>é漢😀\u{7f}\u{85}</a>", "é漢😀\u{7f}\u{85}"),
        ("<a>\u{ffef}\u{fffd}</a>", "\u{ffef}\u{fffd}"), ("<a><![CDATA[<b>&amp;]] ]>]]></a>", "<b>&amp;]] ]>"),
        ("<a><![CDATA[]]]]></a>", "]]"), ("<a>1<![CDATA[2\r\n]]>3</a>", "12\n3"),
        ("<a>1<!-- - -->2<?p ?>3</a>", "123"), ("<a>1<b>x</b>2</a>", "12"),
        ("<?xml version='1.0'?>\n<a>b</a>\n<!-- c --><?p?>\n", "b"),
        ("<a b='1' c=\"&lt;'\" d = '>\u{e9}'>x</a>", "x"), ("<é>b</é>", "b"), ("<_:a.-1>b</_:a.-1>", "b"),
        ("<?xml-a b?><a>b</a>", "b"),
    ])
    func `what stands in an element is its text`(source: String, expected: String) throws {
        #expect(try text(source) == expected)
    }

    @Test(arguments: [
        "<a>&</a>", "<a>&;</a>", "<a>&amp</a>", "<a>&AMP;</a>", "<a>& amp;</a>", "<a>&b;</a>", "<a>&#;</a>",
        "<a>&#x;</a>", "<a>&#1;</a>", "<a>&#0;</a>", "<a>&#xd800;</a>", "<a>&#xfffe;</a>", "<a>&#xffff;</a>",
        "<a>&#x110000;</a>", "<a>&#99999999999999999999;</a>", "<a>&#-1;</a>", "<a>&#X41;</a>", "<a>&#6a;</a>",
        "<a>&#65</a>", "<a>\u{0}</a>", "<a>\u{1f}</a>", "<a>\u{fffe}</a>", "<a>\u{ffff}</a>", "<a>]]></a>",
        "<a><![CDATA[x]]</a>", "<a><![cdata[x]]></a>", "<![CDATA[x]]><a/>", "<a/><![CDATA[x]]>",
        "<a><![CDATA[\u{1}]]></a>", "<a><!-- -- --></a>", "<a><!-- --->", "<a><!-- </a>", "<a><!- x --></a>",
        "<!-->\n<a/>", "<a><?xml ?></a>", "<a><?XmL ?></a>", "<a><? p ?></a>", "<a><?p </a>",
        " <?xml version='1.0'?><a/>", "<a/><?xml version='1.0'?>", "<a><!DOCTYPE a></a>", "<a/><!DOCTYPE a>",
        "<a/>x", "x<a/>", "<a/>&amp;", "<a", "<a/", "<a>", "<a></a", "</a>", "<a></b>", "<a></ab>", "<ab></a>",
        "<a></p:a>", "< a/>", "<a></ a>", "<1/>", "<-a/>", "<a / >", "<a/><a/>", "<a b/>", "<a b=/>", "<a b=c/>",
        "<a b='c/>", "<a b='<'/>", "<a b='&'/>", "<a b='&c;'/>", "<a b='1'c='2'/>", "<a b='\u{1}'/>", "<a =''/>",
        "<a b='1' / >", "<a/ >", "<a><b></a></b>", "<a></a></a>", "<>", "<a></>", "<?", "<!", "<", "\u{feff}",
        "\u{feff}\u{feff}<a/>", "<a>\u{feff}",
    ])
    func `what XML doesn't allow is refused`(source: String) {
        #expect(throws: XMLError.self) { try text(source) }
    }
}
