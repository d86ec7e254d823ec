"""Asks a URL twice from a page in a browser, and prints what came: `status-on-the-wire status-in-the-page bytes` a line.

The status on the wire is `-` where the browser has asked nobody.
"""

import sys

from playwright.sync_api import sync_playwright

FETCH = "async (url) => { const answer = await fetch(url); return [answer.status, (await answer.text()).length]; }"


def main(program, page_url, url):
    with sync_playwright() as playwright:
        # It runs as root in containers, where it has no sandbox of its own.
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        page = browser.new_page()
        page.goto(page_url)
        network = page.context.new_cdp_session(page)
        network.send("Network.enable")
        answers, wire = [], {}

        def answered(event):
            # The browser asks for an icon by itself.
            if event["response"]["url"] == url:
                answers.append(event)

        network.on("Network.responseReceived", answered)
        network.on("Network.responseReceivedExtraInfo", lambda event: wire.update({event["requestId"]: event["statusCode"]}))
        for number in range(2):
            status, count = page.evaluate(FETCH, url)
            # The browser tells of the network apart from the page.
            while len(answers) <= number or (answers[number]["hasExtraInfo"] and answers[number]["requestId"] not in wire):
                page.wait_for_timeout(10)
            print(wire.get(answers[number]["requestId"], "-"), status, count)
        browser.close()


main(*sys.argv[1:])
