"""A student of the stock way: a slider that is let go, and the whole script runs."""

import time

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from bench.load_student import Student


class StockStudent(Student):
    """A browser tab that shows the stock app."""

    def __init__(self, address: str) -> None:
        """Look at the app at an address."""
        super().__init__(address, "home")
        self.slider = ""

    async def slide(self, value: float) -> float:
        """Let go of the slider, wait until the script has run, and return the seconds between the two."""
        message = BackMsg()
        message.rerun_script.page_script_hash = self.page_hash
        widget = message.rerun_script.widget_states.widgets.add()
        widget.id = self.slider
        widget.double_array_value.data.append(value)
        self._describe(message)
        began = time.perf_counter()
        await self._send(message)
        drawn = False
        while True:
            answer = await self._receive()
            drawn |= answer.delta.new_element.HasField("plotly_chart") if answer.HasField("delta") else False
            if answer.HasField("script_finished") and answer.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
                assert drawn, "the script ended without a picture"
                return time.perf_counter() - began

    def _take(self, message: ForwardMsg) -> None:
        super()._take(message)
        if message.HasField("delta") and message.delta.new_element.HasField("slider"):
            self.slider = message.delta.new_element.slider.id
